import express from "express";
import { source } from "./data";

source.initialize().then(() => express().listen(3000));
