require("http").createServer((_, r) => r.end("pier")).listen(3000);
