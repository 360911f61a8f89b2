import { env } from './env.js';
const cfg = { a: env('SHOP_KEY'), b: env('SHOP_MAIL', 'x') };
console.log(cfg);
