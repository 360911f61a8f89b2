#!/usr/bin/env bash
set -euo pipefail
docker compose exec -T db pg_dump -U bees bees > /backups/bees.sql
restic backup /backups
