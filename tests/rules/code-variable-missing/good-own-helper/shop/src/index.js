import { env } from './env.js';
const cfg = { a: env('SHOP_KEY', 'dev'), b: env('SHOP_MAIL', 'x') };
console.log(cfg);
