require("node:http").createServer((request, answer) => answer.end("here")).listen(8000);
