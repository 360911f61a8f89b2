import { routes } from './routes/all.js';
import { page } from './page.js';

routes(page);
