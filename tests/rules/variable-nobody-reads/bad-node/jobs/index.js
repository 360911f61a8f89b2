const { Pool } = require("pg");
const pool = new Pool({ host: process.env.DB_HOST, password: process.env["DB_PASSWORD"] });
setInterval(() => pool.query("select 1"), 1000);
