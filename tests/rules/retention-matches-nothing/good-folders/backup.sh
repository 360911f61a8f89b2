#!/bin/bash
set -euo pipefail
NAME="${1:-copy_$(date +%F)}"
mkdir -p "/backups/$NAME"
pg_dump shop > "/backups/$NAME/shop.sql"
find /backups -maxdepth 1 -type d -name "copy_*" -mtime +7 -exec rm -rf {} \;
