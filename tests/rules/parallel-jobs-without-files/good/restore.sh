#!/bin/bash
set -euo pipefail
docker compose cp "$1" db:/tmp/shop.dump
docker compose exec -T db pg_restore -U shop -d shop --no-owner -j 4 /tmp/shop.dump
docker compose exec -T db pg_restore -U shop -d audit --no-owner -j 1 < "$2"
docker compose exec -T db pg_dump -U shop -Fd -j 4 -f /tmp/shop shop
# The archive may be among the options.
docker compose exec -T db pg_restore -j 4 $RESTORE_OPTIONS
