const express = require("express");
const session = require("express-session");
const app = express();
if (process.env.NODE_ENV !== "production") {
  app.use(session({ secret: "for this machine" }));
}
app.listen(3000);
