#!/usr/bin/env bash
set -euo pipefail
failed=0
docker compose ps --format '{{.Service}} {{.Health}}' | while read -r service state; do
  if [ "$state" != healthy ]; then
    failed=1
  fi
done
curl -fsS http://localhost/ -o /dev/null || failed=1
exit "$failed"
