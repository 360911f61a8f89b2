#!/bin/sh
set -eu
git pull
npx prisma migrate reset --force
docker compose up -d
