// What a step of the build copies, a script makes, and whoever runs it keeps.
import { contract } from './contract';
import { font } from './icons/font';
import { own } from './settings.local';
// A type goes when the code is packed.
import type { Item } from './types';
import { Order } from './orders';
// The alias of this name leads elsewhere.
import { cn } from '@/util/names';
import helper from './helper.js';
import logo from './logo.svg?url';
import { client } from './generated/client';

export const orders: Order[] = [];
export default (item: Item) => [contract, font, own, cn(item), helper(), logo, client];
