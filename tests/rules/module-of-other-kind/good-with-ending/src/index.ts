import Fastify from "fastify";
import { port } from "./config.js";

const app = Fastify();
app.listen({ port, host: "0.0.0.0" });
