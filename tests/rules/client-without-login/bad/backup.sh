#!/usr/bin/env bash
set -euo pipefail
docker compose exec -T mongo mongodump --archive --gzip > /backups/hives.gz
