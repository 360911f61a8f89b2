import React from "react";
import type { Point } from "geojson";
import { schedule } from "scheduler/index";
import { button } from "parts/button";
import { sum } from "helpers/sum";
import icon from "virtual:icon";

const at: Point | null = null;
console.log(React.version, at, schedule(), button(), sum(), icon);
