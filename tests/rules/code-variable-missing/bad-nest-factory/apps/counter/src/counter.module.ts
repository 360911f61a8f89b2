import { Module } from '@nestjs/common';
import { makeTill } from './till';

@Module({
  providers: [
    {
      provide: 'TILL',
      inject: [],
      useFactory: async () => ({ till: makeTill() }),
    },
  ],
})
export class CounterModule {}
