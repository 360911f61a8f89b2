const express = require('express');
const app = express();
app.get('/green', (request, response) => response.send('green'));
app.get('/black', (request, response) => response.send('black'));
app.listen(8100);
