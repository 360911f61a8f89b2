const express = require("express");
const cors = require("cors");
const app = express();
app.use(cors({
  origin: process.env.CLIENT_URL || "*",
  credentials: true,
}));
app.use("/legacy", (req, res, next) => {
  res.setHeader("Access-Control-Allow-Origin", "*");
  res.setHeader("Access-Control-Allow-Credentials", "true");
  next();
});
app.listen(8080);
