#!/bin/sh
set -eu
BACKUP_DIR=/srv/backups
if [ -n "${FAR:-}" ]; then
  NAME="bees-far-$(date +%F).dump"
  FILE="$BACKUP_DIR/$NAME"
  pg_dump "$FAR" --format=custom -f "$FILE"
else
  NAME="bees-$(date +%F).sql.gz"
  FILE="$BACKUP_DIR/$NAME"
  docker exec bees-db pg_dump -U bees bees | gzip > "$FILE"
fi
find "$BACKUP_DIR" \( -name 'bees-*.sql.gz' -o -name 'bees-far-*.dump' \) -mtime +7 -print -delete
