#!/bin/bash
set -euo pipefail
roll_out() {
  docker compose build web || return 1
  docker compose run --rm web npm run migrate || return 1
  docker compose up -d --wait web
}
healthy() {
  docker compose ps --format json | grep -q healthy
}
pull() {
  docker compose pull
  echo "pulled"
}
pull
if ! roll_out; then
  exit 1
fi
healthy || exit 1
