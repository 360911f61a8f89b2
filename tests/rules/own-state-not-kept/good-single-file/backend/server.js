const express = require("express");
const multer = require("multer");
const upload = multer({ dest: "uploads/" });
const app = express();
app.post("/files", upload.single("f"), (req, res) => res.sendStatus(201));
app.listen(3000);
