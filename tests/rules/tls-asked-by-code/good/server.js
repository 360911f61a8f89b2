const { Pool } = require("pg");

const pool = new Pool({ host: process.env.PGHOST, ssl: { rejectUnauthorized: false } });
pool.query("select 1");
