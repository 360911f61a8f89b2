import { Injectable, OnModuleInit } from '@nestjs/common';

@Injectable()
export class Till implements OnModuleInit {
  onModuleInit() {
    const key = process.env.TILL_KEY;
    if (!key) throw new Error('The till has no key');
  }

  pay() {
    const token = process.env.PAY_TOKEN;
    if (!token) throw new Error('Nobody can pay');
  }
}
