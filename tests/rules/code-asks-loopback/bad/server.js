const { createClient } = require("redis");

const client = createClient({ url: process.env.REDIS_URL || "redis://localhost:6379" });
client.connect();
