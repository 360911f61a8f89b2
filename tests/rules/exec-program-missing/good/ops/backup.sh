#!/bin/bash
set -euo pipefail
docker compose exec -T db mysqldump --single-transaction shop > /srv/copies/shop.sql
docker compose exec -T db sh -c 'mariadb-dump shop' > /srv/copies/shop.sql
docker compose exec -T cache anything
docker compose exec -T db "$TOOL"
