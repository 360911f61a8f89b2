#!/usr/bin/env bash
set -euo pipefail
pg_dump -h db -U bees bees > /backups/bees.sql
gzip -f /backups/bees.sql
find /backups -name '*.sql.gz' -mtime +14 -delete
