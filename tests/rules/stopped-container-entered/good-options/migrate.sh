#!/bin/bash
set -euo pipefail
docker stop -t 5 shop-app
docker exec -t shop-db shop-app
docker exec -itu root shop-db shop-app
docker container stop shop-cache
docker container start shop-cache
docker exec shop-cache redis-cli ping
docker compose kill -s HUP proxy
docker compose exec -T --index 1 -u www proxy nginx -t
docker compose up -d
