const tls = require("tls");

const socket = tls.connect({ host: "hives.example.org", port: 443, rejectUnauthorized: false }, () => {
  console.log(socket.getPeerCertificate().valid_to);
});
