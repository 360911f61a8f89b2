import path from "node:path";
import Fastify from "fastify";

const files = path.join(__dirname, "files");
const app = Fastify();
app.get("/", async () => files);
app.listen({ port: 3000, host: "0.0.0.0" });
