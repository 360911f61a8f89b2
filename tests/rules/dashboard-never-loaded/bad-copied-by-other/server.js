require('http').createServer((q, a) => a.end()).listen(3000);
