const http = require("http");
if (!process.env.LEDGER_KEY) {
  console.error("LEDGER_KEY is missing");
  process.exit(1);
}
http.createServer((request, response) => response.end("ok")).listen(8080);
