#!/bin/sh
set -eu
docker compose up -d --build
docker compose exec -T shop php artisan migrate
