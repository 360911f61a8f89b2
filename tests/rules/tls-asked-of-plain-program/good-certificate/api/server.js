const fs = require('fs');
const https = require('https');
const app = require('express')();
https.createServer({ key: fs.readFileSync('/certs/key.pem'), cert: fs.readFileSync('/certs/cert.pem') }, app).listen(8443);
