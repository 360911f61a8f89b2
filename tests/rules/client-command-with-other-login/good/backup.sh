#!/bin/sh
set -eu
docker compose exec -T db pg_dump -U shop orders > orders.sql
docker compose exec -T db pg_dump -U "$PGUSER" orders > more.sql
docker compose exec -T db psql -U shop postgres -c 'select 1'
docker compose exec -T other pg_dump -U reader orders > other.sql
