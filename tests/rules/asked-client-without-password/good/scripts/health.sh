#!/bin/bash
cd "$(dirname "$0")/.."
docker compose exec -T -e REDISCLI_AUTH="$CACHE_PASSWORD" cache sh -c 'valkey-cli ping'
docker compose exec -T cache valkey-cli -a "$CACHE_PASSWORD" ping
docker compose exec -T open redis-cli ping
