const server = require("http").createServer(require("express")());
const io = require("socket.io")(server);
io.on("connection", (socket) => socket.emit("hello"));
server.listen(4000);
