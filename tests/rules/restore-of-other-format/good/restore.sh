#!/bin/bash
set -euo pipefail
zstd -dc "$1" > /tmp/old.dump || zcat "$1" > /tmp/new.dump
docker compose exec -T db pg_restore -d shop < /tmp/new.dump
docker compose exec -T db psql -U shop -c 'ANALYZE'
