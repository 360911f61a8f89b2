const express = require("express");
const session = require("express-session");
const users = require("./users");

const app = express();
app.use(session({ secret: process.env.SESSION_SECRET, resave: false }));
app.post("/login", users.login);
app.listen(3000);
