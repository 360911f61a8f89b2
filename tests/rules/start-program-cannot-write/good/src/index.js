const express = require('express');
const db = require('./db');
const app = express();
app.get('/', (req, res) => res.json(db.prepare('select 1').all()));
app.listen(3000);
