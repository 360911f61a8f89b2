const fs = require("fs");
const http = require("http");

const password = process.env.DB_PASSWORD ? fs.readFileSync(process.env.DB_PASSWORD, "utf8") : null;
http.createServer((request, response) => response.end(password === null ? "open" : "shut")).listen(3000);
