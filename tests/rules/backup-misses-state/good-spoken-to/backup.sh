#!/bin/bash
set -euo pipefail
docker compose -f shop/compose.yaml exec -T db pg_dump -Fc -U postgres postgres > /mnt/copies/shop.dump
