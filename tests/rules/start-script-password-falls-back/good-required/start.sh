#!/bin/sh
set -e
node seed.js --name admin --password "${ADMIN_PASSWORD:?}"
exec node server.js
