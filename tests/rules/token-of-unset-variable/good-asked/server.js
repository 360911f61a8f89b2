const express = require('express');

if (!process.env.NUMBERS_TOKEN) throw new Error('no token');
const app = express();
app.get('/numbers', (request, response) => {
  if (request.headers.authorization !== `Bearer ${process.env.NUMBERS_TOKEN}`) {
    return response.status(401).end();
  }
  response.send('42');
});
app.listen(3000);
