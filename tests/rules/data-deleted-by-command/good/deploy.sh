#!/bin/sh
set -eu
git pull
npx prisma migrate deploy
docker compose up -d
