const { Pool } = require("pg");
const Redis = require("ioredis");
// Was process.env.DB_ADDRESS once.
const pool = new Pool({ host: process.env.POSTGRES_HOST, user: process.env.POSTGRES_USER || "shop" });
const cache = new Redis(process.env.REDIS_URL);
require("http").createServer((request, response) => response.end("ok")).listen(3000);
