#!/bin/bash
set -euo pipefail
docker compose up -d
for i in $(seq 30); do
  [ "$(docker inspect -f '{{.State.Health.Status}}' shop_web)" = healthy ] && exit 0
  sleep 2
done
exit 1
