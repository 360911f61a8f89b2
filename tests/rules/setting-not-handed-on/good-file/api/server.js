const http = require('http');
const origins = (process.env.CORS_ORIGINS || 'http://localhost:3000').split(',');
const pageSize = Number(process.env.PAGE_SIZE || 20);
const database = process.env.DATABASE_NAME;
http.createServer((request, response) => {
  if (origins.includes(request.headers.origin)) response.setHeader('Access-Control-Allow-Origin', request.headers.origin);
  response.end(JSON.stringify({ database, pageSize }));
}).listen(3000);
