#!/bin/bash
set -euo pipefail
docker compose -f /opt/shop/compose.yaml exec -T db pg_dump -U shop shop > /srv/copies/shop.sql
