const http = require('http');
const key = process.env.SESSION_KEY;
http.createServer((request, answer) => answer.end(key ? 'ready' : 'no key')).listen(3000);
