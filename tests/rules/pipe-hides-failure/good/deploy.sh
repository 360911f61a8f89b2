#!/bin/sh
set -e
pg_dump app > app.sql
gzip app.sql
docker ps | grep -q app
docker compose ps | tail -n 3
echo "$TAG" | tee tag
