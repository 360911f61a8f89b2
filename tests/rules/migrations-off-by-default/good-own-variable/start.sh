#!/bin/sh
set -e
task="$1"
if [ "$task" = "migrate" ]; then
  npx prisma migrate deploy
  exit 0
fi
exec "$@"
