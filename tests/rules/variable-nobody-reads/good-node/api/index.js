const { Pool } = require("pg");
const Redis = require("ioredis");
const pool = new Pool({ host: process.env.POSTGRES_HOST || "db" });
const cache = new Redis(process.env.REDIS_URL, { password: process.env.REDIS_PASSWORD });
require("http").createServer((request, response) => response.end("ok")).listen(3000);
