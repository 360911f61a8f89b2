#!/bin/bash
set -euo pipefail
docker compose exec -T db pg_dump -U shop shop | gzip > /srv/copies/shop.sql.gz
