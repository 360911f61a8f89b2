const session = require("express-session");

module.exports = session({
  name: "bees",
  cookie: { httpOnly: false, secure: false },
});
