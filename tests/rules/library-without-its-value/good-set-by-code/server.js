const express = require("express");
require("./settings");
const users = require("./users");

const app = express();
app.post("/login", users.login);
app.listen(3000);
