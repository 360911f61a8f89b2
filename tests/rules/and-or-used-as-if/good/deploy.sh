#!/bin/sh
[ -f .env ] && echo "found" || cp .env.example .env
docker compose pull && docker compose up -d || exit 1
if [ -f .env ]; then docker compose up -d; else docker compose -f compose.example.yaml up -d; fi
[ -n "$TAG" ] && tag=$TAG || tag=latest
