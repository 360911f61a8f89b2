const express = require('express');

const app = express();
app.get('/numbers', (request, response) => {
  if (request.headers.authorization !== `Bearer ${process.env.NUMBERS_TOKEN}`) {
    return response.status(401).end();
  }
  response.send('42');
});
app.listen(3000);
