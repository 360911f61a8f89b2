#!/usr/bin/env bash
set -euo pipefail
pg_dump -h db -U bees bees > /backups/bees.sql
find /var/log/bees -name '*.log' -mtime +14 -delete
