const link = process.env.STOREFRONT_URL || "http://localhost:3000";
require("http").createServer((request, response) => response.end(link)).listen(9000);
