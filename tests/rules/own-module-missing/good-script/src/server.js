import { open } from './store.js';

open();
