const path = require('path');
const express = require('express');
const multer = require('multer');
const app = express();
const upload = multer({ dest: path.join(__dirname, 'photos') });
app.post('/photos', upload.single('photo'), (request, response) => response.sendStatus(201));
app.listen(3000);
