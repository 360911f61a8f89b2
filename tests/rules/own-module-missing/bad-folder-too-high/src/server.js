const { Problem } = require('../types/problem');
const http = require('http');
http.createServer((request, response) => response.end(new Problem().text)).listen(3000);
