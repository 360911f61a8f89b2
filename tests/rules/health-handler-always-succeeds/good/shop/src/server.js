const express = require('express');
const { db } = require('./db');

const app = express();
app.get('/health', async (_request, response) => {
  const up = await db.ping();
  response.status(up ? 200 : 503).json({ status: up ? 'healthy' : 'unhealthy' });
});
app.listen(3000);
