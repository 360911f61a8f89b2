const express = require('express');
const { status } = require('./status');

const app = express();
app.use(express.json());
app.use('/api', status);
app.get('/orders/:number', (request, response) => response.json({ number: request.params.number }));
app.use((request, response) => response.status(404).end());

app.listen(process.env.PORT || 3000);
