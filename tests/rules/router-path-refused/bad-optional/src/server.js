const express = require('express');
const path = require('path');
const app = express();
app.get('/health', (req, res) => res.send('ok'));
app.get('/files/:name.:ending?', (req, res) => res.sendFile(path.join(__dirname, 'index.html')));
app.listen(3000);
