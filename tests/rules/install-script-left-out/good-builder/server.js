const express = require('express');
const bcrypt = require('bcrypt');
const app = express();
app.get('/', async (q, r) => r.send(await bcrypt.hash('x', 4)));
app.listen(3000);
