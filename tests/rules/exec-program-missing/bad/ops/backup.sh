#!/bin/bash
set -euo pipefail
docker compose exec -T db mysqldump --single-transaction shop > /srv/copies/shop.sql
docker compose exec -T -e A=b db sh -c 'exec mysql shop < /tmp/a.sql'
