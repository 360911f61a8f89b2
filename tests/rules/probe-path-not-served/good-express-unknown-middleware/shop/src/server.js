const express = require('express');
const probes = require('company-probes');

const app = express();
app.use(probes());
app.get('/orders', (_request, response) => response.json([]));
app.listen(3000);
