#!/bin/bash
set -e
FAILED=0
error() {
  echo "ERROR: $1" >&2
  FAILED=1
}
docker compose exec -T db pg_dump -U shop shop > /srv/backups/shop.sql || error "the database was not saved"
exit "$FAILED"
