const express = require('express');

const app = express();
app.get('/', async (req, res) => res.json(await (await fetch(`${process.env.API_INTERNAL_URL}/cards`)).json()));
app.listen(3000);
