#!/bin/bash
set -euo pipefail
APP_CONTAINER=shop-app
docker stop "$APP_CONTAINER"
if docker ps --format '{{.Names}}' | grep -q "^${APP_CONTAINER}$"; then
  echo "it does not stop" >&2
  exit 1
fi
docker cp "/tmp/restore/uploads/." "$APP_CONTAINER:/app/uploads/"
docker start "$APP_CONTAINER"
docker exec "$APP_CONTAINER" ./manage.py check
docker compose -f other.yaml stop
docker compose -f compose.yaml exec -T app ./manage.py migrate
