#!/bin/bash
set -euo pipefail
docker compose exec -T db pg_dump -Fc -U shop shop | gzip > /srv/copies/shop.dump.gz
gzip -t /srv/copies/shop.dump.gz
