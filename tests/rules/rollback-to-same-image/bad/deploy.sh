#!/bin/bash
set -euo pipefail
docker compose pull
if ! docker compose up -d --wait; then
  echo "rolling back" >&2
  docker compose pull web
  docker compose up -d web
  exit 1
fi
