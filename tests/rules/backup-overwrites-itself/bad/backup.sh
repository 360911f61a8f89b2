#!/usr/bin/env bash
set -euo pipefail
docker compose exec -T db pg_dump -U bees bees | gzip > /backups/bees.sql.gz
rclone sync /backups remote:bees
