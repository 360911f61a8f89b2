const express = require('express');
const app = express();
app.get('/articles', (req, res) => res.json([]));
app.listen(8000);
