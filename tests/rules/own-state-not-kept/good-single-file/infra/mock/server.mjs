import { createServer } from "node:http";

createServer((request, response) => response.end("{}")).listen(8082);
