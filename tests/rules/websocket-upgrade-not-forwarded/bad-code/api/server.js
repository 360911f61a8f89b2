const http = require('http');
const { WebSocketServer } = require('ws');
const server = http.createServer();
const wss = new WebSocketServer({ server, path: '/live' });
wss.on('connection', (socket) => socket.send('hello'));
server.listen(3000);
