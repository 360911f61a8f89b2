#!/bin/sh
set -eu
docker compose up -d --build --wait
docker compose exec -T shop php artisan migrate --force
docker compose exec -T shop php artisan migrate:status
