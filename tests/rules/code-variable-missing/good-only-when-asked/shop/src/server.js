const express = require('express');

function mailer() {
  if (!process.env.MAIL_FROM) throw new Error('no sender');
  return process.env.MAIL_FROM;
}

const app = express();
app.post('/mail', (_request, response) => response.end(mailer()));
app.listen(3000);
