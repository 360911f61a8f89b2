import fastify from "fastify";

const app = fastify();
app.get("/alive", () => "yes");
app.listen({ port: 4000, host: "0.0.0.0" });
