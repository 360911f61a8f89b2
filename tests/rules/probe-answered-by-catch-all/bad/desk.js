const express = require('express');
const path = require('path');
const desk = express();

desk.get('/api/tickets', (request, answer) => answer.json([]));
desk.get('*', (request, answer) => {
  answer.sendFile(path.join(__dirname, 'pages', 'index.html'));
});
desk.listen(3000);
