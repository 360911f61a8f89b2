import { NestFactory } from '@nestjs/core';
import { CounterModule } from './counter.module';

async function start() {
  const application = await NestFactory.create(CounterModule);
  await application.listen(4000);
}
start();
