#!/bin/bash
set -euo pipefail
docker compose exec -T db pg_dump -U shop shop > /srv/copies/shop.sql
