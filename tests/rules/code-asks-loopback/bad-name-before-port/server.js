const express = require("express");
const honey = process.env.HONEY_SERVICE_URL || "http://localhost:8005";
const app = express();
app.get("/jars", async (req, res) => res.json(await (await fetch(honey + "/jars")).json()));
app.listen(3000);
