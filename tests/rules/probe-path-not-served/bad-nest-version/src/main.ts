import { NestFactory } from "@nestjs/core";
import { VersioningType } from "@nestjs/common";
import { StatusController } from "./status.controller";

async function start() {
  const app = await NestFactory.create(StatusController);
  app.enableVersioning({ type: VersioningType.URI, defaultVersion: "2" });
  await app.listen(3000);
}
start();
