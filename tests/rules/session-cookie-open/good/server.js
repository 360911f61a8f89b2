const session = require("express-session");

module.exports = session({
  name: "bees",
  cookie: { httpOnly: true, secure: process.env.NODE_ENV === "production" },
});
