const { Worker } = require("bullmq");

new Worker("mails", async (job) => console.log(job.id), {
  connection: { host: process.env.QUEUE_HOST, port: 6379, password: process.env.REDIS_SECRET_PASS },
});
