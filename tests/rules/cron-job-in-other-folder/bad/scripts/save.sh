#!/usr/bin/env bash
set -euo pipefail
stamp=$(date +%F)
mkdir -p ./copies
docker compose exec -T store pg_dump -U quay quay > "./copies/$stamp.sql"
