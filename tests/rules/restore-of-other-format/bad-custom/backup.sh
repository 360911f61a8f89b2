#!/bin/bash
set -euo pipefail
docker compose exec -T db pg_dump -Fc -U shop shop > /srv/copies/shop.dump
