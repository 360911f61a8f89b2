const fs = require('fs');
function readSecret(file, name, otherwise) {
  if (fs.existsSync(file)) return fs.readFileSync(file, 'utf8');
  return process.env[name] || otherwise;
}
const key = readSecret('/run/secrets/jwt_secret', 'JWT_SECRET', 'development-key');
require('express')().listen(3000);
