#!/bin/sh
set -e
if [ "$LAMP_MIGRATE" = "true" ]; then
  npx prisma migrate deploy
fi
exec node server.js
