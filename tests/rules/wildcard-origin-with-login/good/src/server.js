const express = require("express");
const cors = require("cors");
const app = express();
app.use("/public", cors({ origin: "*" }));
app.use(cors({
  origin: process.env.SITE_URL || "*",
  credentials: true,
}));
app.listen(8080);
