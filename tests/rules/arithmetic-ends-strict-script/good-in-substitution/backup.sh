#!/usr/bin/env bash
set -euo pipefail

in_units() {
  local bytes=$1
  local step=0
  while (( bytes > 1023 )); do
    bytes=$((bytes / 1024))
    ((step++))
  done
  echo "$bytes (step $step)"
}

docker compose exec -T db pg_dump shop > shop.sql
echo "saved $(in_units "$(stat -c %s shop.sql)")"
