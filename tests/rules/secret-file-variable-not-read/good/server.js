const http = require('http');
const fs = require('fs');
const given = (name) => process.env[name] || fs.readFileSync(process.env[`${name}_FILE`], 'utf8');
const key = given("SESSION_KEY");
http.createServer((request, answer) => answer.end(key ? 'ready' : 'no key')).listen(3000);
