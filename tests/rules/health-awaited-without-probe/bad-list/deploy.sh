#!/bin/bash
set -euo pipefail
docker compose up -d
wait_for_all() {
  local containers=("shop-db" "shop-logs")
  for container in "${containers[@]}"; do
    while true; do
      local health=$(docker inspect --format '{{.State.Health.Status}}' "$container" 2>/dev/null || echo unknown)
      [ "$health" = healthy ] && break
      sleep 5
    done
  done
}
wait_for_all
