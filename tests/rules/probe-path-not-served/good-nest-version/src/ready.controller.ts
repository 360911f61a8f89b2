import { Controller, Get, VERSION_NEUTRAL } from "@nestjs/common";

@Controller({ path: "ready", version: VERSION_NEUTRAL })
export class ReadyController {
  @Get()
  ready() {
    return "up";
  }
}
