#!/bin/bash
set -e
error() {
  echo "$(date) ERROR: $1" >&2
}
save_database() {
  docker compose exec -T db pg_dump -U shop shop > /srv/backups/shop.sql
}
save_files() {
  tar czf /srv/backups/files.tgz /srv/files
}
save_database || error "the database was not saved"
save_files || error "the files were not saved"
