const express = require('express');
const app = express();
app.get('/tea/green', (request, response) => response.send('green'));
app.get('/tea/black', (request, response) => response.send('black'));
app.listen(8100);
