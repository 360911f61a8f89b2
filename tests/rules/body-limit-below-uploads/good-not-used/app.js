const express = require("express");
const app = express();
app.post("/orders", express.json(), (req, res) => res.sendStatus(201));
app.listen(3000);
