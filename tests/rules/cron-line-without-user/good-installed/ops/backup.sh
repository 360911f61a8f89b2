#!/bin/bash
set -euo pipefail
docker compose exec -T db pg_dump -Fc shop > /mnt/copies/shop.dump
