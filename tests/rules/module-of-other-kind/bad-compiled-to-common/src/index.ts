import Fastify from "fastify";
import { port } from "./config";

const app = Fastify();
app.listen({ port, host: "0.0.0.0" });
