const shop = require("shop");
require('node:http').createServer((request, response) => response.end()).listen(3000);
