#!/bin/sh
set -e
docker compose -f compose.yaml --env-file .env.production pull --quiet
docker compose -f compose.yaml up -d --remove-orphans --wait --scale web=2
docker build -t example/shop:1 --build-arg VERSION=1 --progress=plain .
docker --context production image prune -af --filter "until=24h"
docker run --rm --memory 512m -v "$PWD:/src" example/shop:1 check --all --strict
docker exec -it shop sh -c 'ls --frobnicate'
docker "$COMMAND" --whatever
docker scout cves --whatever example/shop:1
docker compose exec -T db pg_dump --no-such-thing
docker-compose logs -f --tail=100 web
docker --version && docker volume create --name data
