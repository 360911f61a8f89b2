#!/bin/bash
set -euo pipefail
DB=$(docker compose ps -q db)
if [ -n "$DB" ]; then
  docker exec "$DB" pg_dump -U shop shop | gzip > /srv/backups/shop.sql.gz
else
  echo "ERROR: the database is not running"
fi
find /srv/backups -mtime +7 -delete
echo "Backup complete"
