#!/bin/sh
set -e
chown -R node /app
exec su-exec node node server.js
