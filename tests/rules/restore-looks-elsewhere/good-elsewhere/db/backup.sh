#!/usr/bin/env bash
set -euo pipefail
BACKUP_ROOT=/var/backups/db
docker exec shop-db pg_dump -U shop shop > "$BACKUP_ROOT/shop.sql"
