#!/usr/bin/env bash
set -euo pipefail
COPIES="/srv/copies"
TODAY="$COPIES/$(date +%F)"
# The folder is as new as what is made in it here, without which the script ends.
mkdir -p "$TODAY"
docker exec db pg_dump -U shop shop > "$TODAY/shop.sql"
find "$COPIES" -maxdepth 1 -type d -mtime +7 -exec rm -rf {} +
