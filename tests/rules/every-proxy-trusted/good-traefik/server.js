const express = require('express');
const { rateLimit } = require('express-rate-limit');

const app = express();
app.set('trust proxy', true);
app.use(rateLimit({ windowMs: 60000, limit: 30 }));
app.get('/', (request, response) => response.send('pier'));
app.listen(3000);
