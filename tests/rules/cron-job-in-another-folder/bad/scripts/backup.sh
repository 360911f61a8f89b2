#!/bin/bash
set -euo pipefail
mkdir -p /srv/copies
docker compose exec -T db pg_dump -U shop shop > /srv/copies/shop.sql
