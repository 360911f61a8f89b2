const { createClient } = require("redis");

createClient({ url: "redis://localhost:6379" }).connect();
