#!/bin/bash
set -euo pipefail
docker compose up -d
for container in shop-db shop-logs; do
  docker inspect --format '{{.State.Health.Status}}' "$container" 2>/dev/null || echo "$container tells nothing"
done
for container in shop-db shop-logs; do
  until [ "$(docker inspect -f '{{if .State.Health}}{{.State.Health.Status}}{{else}}healthy{{end}}' "$container")" = healthy ]; do
    sleep 2
  done
done
until [ "$(docker inspect -f '{{.State.Health.Status}}' shop-db)" = healthy ]; do sleep 2; done
