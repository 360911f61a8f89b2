#!/bin/sh
set -e
docker compose -f compose.yaml --env-files .env.production pull
docker compose -f compose.yaml up -d --remove-orphan --wait
docker build --tags example/shop:1 .
docker image prune -f --unused
docker run --rm --memory-limit 512m example/shop:1 check --all
