require("http").createServer((q,s)=>s.end("x")).listen(3000)
