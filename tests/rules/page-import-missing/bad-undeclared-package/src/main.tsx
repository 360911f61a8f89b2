import React from "react";
import clsx from "clsx";

console.log(React.version, clsx("a"));
