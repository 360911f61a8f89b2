const express = require("express");

const app = express();
app.get("/jobs", async (request, response) => {
  response.json(await (await fetch(`${process.env.WORKER_URL}/jobs`)).json());
});
app.listen(3000);
