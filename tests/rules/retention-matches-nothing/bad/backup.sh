#!/usr/bin/env bash
set -euo pipefail
BACKUP_DIR=/backups
NAME="bees-$(date +%F).dump"
pg_dump -h db -U bees -Fc -f "$BACKUP_DIR/$NAME" bees
find "$BACKUP_DIR" -name 'bees-*.sql.gz' -mtime +14 -delete
