import express from 'express';
const app = express();
app.get('/', (q, r) => r.send('ok'));
app.listen(process.env.PORT || 3000);
