#!/usr/bin/env bash
set -euo pipefail
docker compose up -d
for attempt in $(seq 1 20); do
  if curl -fsS http://localhost/health -o /dev/null; then
    break
  fi
  sleep 3
done
echo "deployment finished"
