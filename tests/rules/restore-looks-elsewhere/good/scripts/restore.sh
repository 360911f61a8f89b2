#!/usr/bin/env bash
set -euo pipefail
BACKUP_DIR="/var/backups/shop/"
latest=$(find "$BACKUP_DIR" -name 'shop-*.dump' | sort | tail -n 1)
docker exec -i shop-db pg_restore -U shop -d shop --clean < "$latest"
