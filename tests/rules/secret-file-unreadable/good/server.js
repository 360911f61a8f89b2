require('fs').readFileSync('/run/secrets/token');
