#!/bin/bash
set -e
die() {
  echo "ERROR: $1" >&2
  exit 1
}
docker compose exec -T db pg_dump -U shop shop > /srv/backups/shop.sql || die "the database was not saved"
if docker compose exec -T db pg_dumpall -U shop --globals-only > /srv/backups/roles.sql; then
  echo "roles saved"
else
  echo "ERROR: the roles were not saved"
  exit 1
fi
