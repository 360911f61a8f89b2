const { Worker } = require("bullmq");
new Worker("mail", async () => {}, { connection: { host: "cache" } });
require("http").createServer((request, response) => response.end("ok")).listen(3000);
