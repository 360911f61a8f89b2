#!/bin/sh
set -e
docker compose exec -T ledger pg_dump -U portal harbour > portal.sql || { echo "could not create a copy" >&2; exit 1; }
docker compose pull
docker compose up -d
