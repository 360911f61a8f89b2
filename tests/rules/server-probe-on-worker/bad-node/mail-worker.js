const { Worker } = require("bullmq");
new Worker("mail", async () => {}, { connection: { host: "cache" } });
