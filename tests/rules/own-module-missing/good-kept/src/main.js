import { keys } from './config/keys.js';
import { own } from './own.local.js';
console.log(keys, own);
