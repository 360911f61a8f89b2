#!/bin/bash
set -euo pipefail
mkdir -p backup/config
cp .env backup/config/
cp config/extra.yaml backup/config/ 2>/dev/null || true
docker compose exec -T db pg_dump shop > backup/shop.sql
