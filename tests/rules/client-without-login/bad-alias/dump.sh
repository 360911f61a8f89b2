#!/usr/bin/env bash
set -euo pipefail
while true; do
  pg_dump -h bees-db -U bees -Fc -f "/backups/bees-$(date +%F).dump"
  sleep 86400
done
