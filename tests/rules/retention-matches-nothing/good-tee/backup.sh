#!/bin/bash
LOG_FILE="logs/backup-$(date +%F).log"
say() { echo "$*" | tee -a "$LOG_FILE"; }
say "begin"
docker compose exec -T db pg_dump shop > "shop-$(date +%F).sql"
find logs -name "backup-*.log" -mtime +30 -delete
