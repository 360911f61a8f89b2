const { createClient } = require("redis");

createClient({ url: process.env.REDIS_URL || "redis://localhost:6379" }).connect();
