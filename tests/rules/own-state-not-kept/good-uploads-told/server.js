const express = require("express");
const multer = require("multer");
const folder = process.env.UPLOAD_DIR || "./data/uploads";
const upload = multer({ dest: folder });
const app = express();
app.post("/files", upload.single("f"), (req, res) => res.sendStatus(201));
app.listen(3000);
