#!/bin/bash
set -e
docker compose up -d
sleep 10
docker compose exec app npm run migrate
docker exec redis redis-cli BGSAVE
sleep 5
docker cp redis:/data/dump.rdb .
