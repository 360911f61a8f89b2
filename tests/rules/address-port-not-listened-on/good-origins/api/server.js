const app = require('express')();
app.use(require('cors')({
  origin: [
    'http://localhost:3000',
    'http://front:3000',
  ],
}));
const allowedOrigins = ['http://front:8080'];
app.listen(3000);
