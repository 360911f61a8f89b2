const express = require("express");
const multer = require("multer");
const upload = multer({ dest: "/tmp/up", limits: { fileSize: 50 * 1024 * 1024 } });
const app = express();
app.post("/upload", upload.single("file"), (req, res) => res.sendStatus(201));
app.listen(3000);
