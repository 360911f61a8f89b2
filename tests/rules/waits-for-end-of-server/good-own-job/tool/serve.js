const http = require('http');
http.createServer((request, response) => response.end('ok')).listen(8700, '0.0.0.0');
