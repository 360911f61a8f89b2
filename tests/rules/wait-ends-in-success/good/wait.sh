#!/usr/bin/env bash
set -euo pipefail
docker compose up -d
for attempt in 1 2 3; do
  curl -fsS http://localhost/health -o /dev/null && break
  if [ "$attempt" = 3 ]; then exit 1; fi
  sleep 3
done
echo "deployment finished"
