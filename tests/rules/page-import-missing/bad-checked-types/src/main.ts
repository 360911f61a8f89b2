import type { Item } from './types';

export const items: Item[] = [];
