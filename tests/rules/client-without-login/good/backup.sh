#!/usr/bin/env bash
set -euo pipefail
docker compose exec -T mongo mongodump -u root -p "$MONGO_PASSWORD" --archive --gzip > /backups/hives.gz
docker compose exec -T db pg_dump -U bees bees > /backups/bees.sql
