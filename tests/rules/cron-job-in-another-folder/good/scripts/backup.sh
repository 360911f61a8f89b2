#!/bin/bash
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p /srv/copies
docker compose exec -T db pg_dump -U shop shop > /srv/copies/shop.sql
