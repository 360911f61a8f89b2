const http = require("http");
const request = http.request({ host: "localhost", port: process.env.PORT || 8080, path: "/health" }, (res) => {
  process.exit(res.statusCode === 200 ? 0 : 1);
});
request.on("error", () => process.exit(1));
request.end();
