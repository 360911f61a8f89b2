const { Pool } = require('pg');
const pool = new Pool({ connectionString: process.env.DATABASE_URL || 'postgres://app:two@db/app' });
require('express')().get('/', async (req, res) => res.json(await pool.query('select 1'))).listen(3000);
