const express = require('express');

const app = express();
app.use(express.static('public'));
app.get('/orders', (_request, response) => response.json([]));
app.listen(3000);
