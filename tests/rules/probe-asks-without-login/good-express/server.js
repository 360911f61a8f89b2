const express = require('express');
const requireAuth = require('./auth');

const app = express();
app.get('/health', (req, res) => res.send('ok'));
app.use(requireAuth);
app.listen(3000);
