const express = require('express');

const app = express();
app.get('/livez', (_request, response) => response.end('up'));
app.get('/readyz', (_request, response) => response.end('up'));
app.listen(3000);
