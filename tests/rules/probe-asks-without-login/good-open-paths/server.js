const express = require('express');
const requireAuth = require('./auth');

const app = express();
app.use(requireAuth);
app.get('/health', (req, res) => res.send('ok'));
app.listen(3000);
