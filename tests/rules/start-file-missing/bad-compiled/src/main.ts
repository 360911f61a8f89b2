import { port } from "../config/port";

console.log(port);
