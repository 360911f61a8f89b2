const express = require('express');
const { Registry } = require('prom-client');

const registry = new Registry();
const app = express();
app.get('/stats/metrics', async (_request, response) => {
  response.json({ seconds: process.uptime() });
});
app.listen(3000);
