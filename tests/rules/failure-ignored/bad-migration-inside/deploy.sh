#!/bin/bash
set -e
docker compose up -d
docker compose exec -T api php artisan migrate --force || echo "Migration failed"
docker compose exec -T api php artisan migrate:status || echo "No status"
