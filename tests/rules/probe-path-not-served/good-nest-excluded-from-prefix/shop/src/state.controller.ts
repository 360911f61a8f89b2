import { Controller, Get } from '@nestjs/common';

@Controller()
export class StateController {
  @Get('livez')
  alive() {
    return 'alive';
  }

  @Get(['state', 'stock'])
  state() {
    return { orders: 0 };
  }
}
