#!/bin/bash
set -euo pipefail
docker compose exec -T db mysqldump shop | zstd -q > /srv/copies/shop.sql.zst
