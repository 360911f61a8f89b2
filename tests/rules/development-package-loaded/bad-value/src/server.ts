import winston from 'winston';
import express from 'express';

const log = winston.createLogger({ level: 'info' });
const app = express();
app.get('/health', (_request, response) => response.send('ok'));
app.listen(3000, () => log.info('up'));
