const { createClient } = require("redis");

const cache = createClient({ url: process.env.REDIS_URL });
cache.connect();
