const express = require("express");
const session = require("express-session");
const club = express();
club.use(session({ secret: process.env.SESSION_SECRET, resave: false }));
club.listen(3000);
