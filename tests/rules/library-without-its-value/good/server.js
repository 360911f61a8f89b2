const express = require("express");
const session = require("express-session");
const jwt = require("jsonwebtoken");

const app = express();
app.use(session({ secret: process.env.SESSION_SECRET, resave: false }));
app.post("/login", (request, response) => {
  if (!process.env.JWT_KEY) {
    return response.status(501).end();
  }
  response.json({ token: jwt.sign({ name: request.body.name }, process.env.JWT_KEY) });
});
app.get("/me", (request, response) => response.json(jwt.sign({}, process.env.OTHER_KEY || "for-development")));
app.listen(3000);
