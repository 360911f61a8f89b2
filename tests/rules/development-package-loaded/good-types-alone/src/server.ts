import { Logger } from 'winston';
import express from 'express';

const app = express();
export function attach(log: Logger): void {
  app.locals.log = log;
}
app.listen(3000);
