const express = require("express");
const { config } = require("./config");
const app = express();
app.post("/login", (req, res) => {
  res.cookie("token", sign(req.body), {
    httpOnly: true,
    secure: config.NODE_ENV === "production",
    sameSite: "strict",
  });
  res.end();
});
app.listen(8080);
