const express = require("express");
const cors = require("cors");

const app = express();
if (process.env.NODE_ENV !== "production") {
  app.use(cors({ origin: true, credentials: true }));
} else {
  app.use(cors({ origin: ["https://bees.example.org"], credentials: true }));
}
app.use("/public", cors({ origin: "*" }));
app.listen(3000);
