#!/bin/sh
set -e
if [ "$*" = "node server.js" ]; then
  npx prisma migrate deploy
fi
exec "$@"
