import path from "node:path";
import { fileURLToPath } from "node:url";
import Fastify from "fastify";

const __dirname = path.dirname(fileURLToPath(import.meta.url));
const app = Fastify();
app.get("/", async () => __dirname);
app.listen({ port: 3000, host: "0.0.0.0" });
