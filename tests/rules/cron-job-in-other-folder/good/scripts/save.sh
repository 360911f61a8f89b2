#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "$0")/.."
docker compose exec -T store pg_dump -U quay quay > "copies/$(date +%F).sql"
