#!/bin/bash
set -euo pipefail
roll_out() {
  docker compose build web
  docker compose run --rm web npm run migrate
  docker compose up -d --wait web
}
if ! roll_out; then
  echo "roll-out failed" >&2
  exit 1
fi
