#!/bin/bash
set -euo pipefail
docker compose exec -T db pg_dump $DUMP_OPTIONS -U shop shop > /srv/copies/shop.dump
