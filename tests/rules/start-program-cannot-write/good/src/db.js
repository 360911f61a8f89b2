const fs = require('fs');
const path = require('path');
const Database = require('better-sqlite3');
const dir = path.join(__dirname, '..', 'data');
fs.mkdirSync(dir, { recursive: true });
module.exports = new Database(path.join(dir, 'app.db'));
