const { createClient } = require("redis");

const client = createClient({
  socket: { host: process.env.CACHE_HOST, port: 6379, connectTimeout: 3000 },
  password: process.env.CACHE_SECRET || undefined,
});
client.connect();
