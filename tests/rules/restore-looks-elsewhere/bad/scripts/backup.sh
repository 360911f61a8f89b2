#!/usr/bin/env bash
set -euo pipefail
BACKUP_DIR="${BACKUP_DIR:-/var/backups/shop}"
mkdir -p "$BACKUP_DIR"
docker exec shop-db pg_dump -U shop -Fc shop > "$BACKUP_DIR/shop-$(date +%F).dump"
