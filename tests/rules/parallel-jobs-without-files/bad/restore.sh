#!/bin/bash
set -euo pipefail
docker compose exec -T db dropdb -U shop shop
docker compose exec -T db createdb -U shop shop
docker compose exec -T db pg_restore -U shop -d shop --no-owner -j 4 < "$1"
