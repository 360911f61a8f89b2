const http = require('http');
const key = process.env.SESSION_KEY;
const most = Number(process.env.MAX_FILE_SIZE || 1024);
http.createServer((request, answer) => answer.end(key ? 'ready' : 'no key')).listen(3000);
