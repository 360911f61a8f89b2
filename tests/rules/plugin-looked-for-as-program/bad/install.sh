#!/bin/bash
set -euo pipefail
if ! command -v docker compose > /dev/null 2>&1; then
  echo "Compose is missing" >&2
  exit 1
fi
command -v "docker compose" > /dev/null || exit 1
which docker compose > /dev/null || exit 1
docker compose up -d
