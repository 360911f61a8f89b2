require("http").createServer((q, a) => a.end("ok")).listen(8080);
