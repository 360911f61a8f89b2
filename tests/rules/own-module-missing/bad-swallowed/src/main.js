import { mailer } from './lib/mailer.js';
mailer();
