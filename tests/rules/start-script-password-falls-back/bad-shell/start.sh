#!/bin/sh
set -e
node seed.js --name admin --password "${ADMIN_PASSWORD:-changeit}"
exec node server.js
