const { NestFactory } = require("@nestjs/core");
const path = require("path");
const folder = path.resolve(process.env.UPLOAD_DIR || "./uploads");
async function bootstrap() {
  const app = await NestFactory.create(require("./module")(folder));
  await app.listen(3000);
}
bootstrap();
