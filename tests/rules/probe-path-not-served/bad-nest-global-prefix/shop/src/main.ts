import { NestFactory } from '@nestjs/core';
import { ShopModule } from './shop.module';

async function start() {
  const app = await NestFactory.create(ShopModule);
  app.setGlobalPrefix('api', { exclude: ['livez'] });
  await app.listen(process.env.PORT ?? 3000);
}
start();
