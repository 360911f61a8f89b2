#!/bin/sh
set -eu
npx prisma db push --accept-data-loss
docker compose up -d
