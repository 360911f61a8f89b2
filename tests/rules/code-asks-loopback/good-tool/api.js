const Redis = require("ioredis");
const cache = new Redis({ host: process.env.REDIS_HOST || "localhost", port: 6379 });
const app = require("express")();
app.get("/", async (request, answer) => answer.send(await cache.get("page")));
app.listen(3000);
