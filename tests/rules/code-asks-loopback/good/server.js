const { createClient } = require("redis");

const client = createClient({ url: process.env.REDIS_URL || "redis://localhost:6379" });
const own = process.env.SELF_URL || "http://localhost:3000";
const mail = process.env.SMTP_URL || "smtp://localhost:25";
client.connect();
require("http").createServer().listen(3000);
