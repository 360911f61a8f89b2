const express = require("express");
const session = require("express-session");
const { RedisStore } = require("connect-redis");
const app = express();
app.use(session({
  store: new RedisStore({ client }),
  secret: process.env.SESSION_SECRET,
}));
app.listen(3000);
