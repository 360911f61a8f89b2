#!/bin/bash
set -euo pipefail
docker compose up -d
for i in $(seq 30); do
  docker compose exec -T db pg_isready -U postgres && break
  [ "$i" -lt 30 ] || exit 1
  sleep 2
done
echo ready
