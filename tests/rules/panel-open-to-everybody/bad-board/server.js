const express = require("express");
const { createBullBoard } = require("@bull-board/api");
const { ExpressAdapter } = require("@bull-board/express");
const serverAdapter = new ExpressAdapter();
createBullBoard({ queues: [], serverAdapter });
const app = express();
app.use("/admin/queues", serverAdapter.getRouter());
app.listen(3000);
