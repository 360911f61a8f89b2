#!/bin/bash
set -euo pipefail
if [ ! -f .env ]; then
  echo "No .env yet. Run:"
  echo "  bash scripts/setup.sh"
  exit 1
fi
docker compose up -d
