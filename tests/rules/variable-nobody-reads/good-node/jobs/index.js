const { Pool } = require("pg");
const settings = require("./settings");
const pool = new Pool({ host: process.env.DB_HOST, password: settings.read("DB_PASS") || process.env.DB_PASSWORD });
setInterval(() => pool.query("select 1"), 1000);
