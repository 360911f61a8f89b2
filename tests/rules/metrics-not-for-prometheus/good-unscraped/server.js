const express = require('express');
const client = require('prom-client');

const app = express();
app.get('/metrics', async (request, response) => {
  if (!request.headers.authorization) return response.status(401).json({ error: 'login' });
  response.end(await client.register.metrics());
});
app.listen(3000);
