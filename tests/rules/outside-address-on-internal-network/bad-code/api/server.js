const app = require('express')();
app.post('/charge', async (req, res) => {
  const answer = await fetch('https://api.payments.net/v1/charges', { method: 'POST' });
  res.sendStatus(answer.status);
});
app.listen(3000);
