const express = require('express');

const app = express();
const counts = { requests: 0 };
app.get('/metrics', (request, response) => {
  response.json(counts);
});
app.listen(3000);
