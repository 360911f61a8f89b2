import { Module } from "@nestjs/common";
import { ConfigModule } from "@nestjs/config";
import { settings } from "./settings.js";

@Module({ imports: [ConfigModule.forRoot({ isGlobal: true, validationSchema: settings })] })
export class AppModule {}
