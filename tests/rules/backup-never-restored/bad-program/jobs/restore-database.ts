import { run } from './run.js';

await run('pg_restore');
