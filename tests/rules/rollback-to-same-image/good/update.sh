#!/bin/bash
set -euo pipefail
if ! docker compose up -d --wait; then
  echo "Rolling back ..."
  git checkout --quiet HEAD~1
  docker compose up -d
  exit 1
fi
