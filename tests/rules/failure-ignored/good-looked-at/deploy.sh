#!/bin/sh
set -e
docker compose pull
docker compose up -d || echo "::warning::up ended with an error, looking at the health"
for attempt in 1 2 3 4 5; do
  if curl -fsS http://127.0.0.1:8080/health; then
    exit 0
  fi
  sleep 5
done
exit 1
