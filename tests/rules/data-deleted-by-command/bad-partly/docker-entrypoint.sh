#!/bin/sh
set -eu
npx prisma db push --accept-data-loss
exec node server.js
