#!/usr/bin/env bash
set -e

next_slot() {
  local slot=0
  ((slot++))
  echo "$slot"
}

docker compose exec -T db pg_dump shop > "shop.$(next_slot).sql"
next_slot
