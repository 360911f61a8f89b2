#!/bin/sh
set -e
docker compose exec -T db psql -U quay < "$1"
if [ -f sql/seeds.sql ]; then psql -f sql/seeds.sql; fi
psql < dump.sql
