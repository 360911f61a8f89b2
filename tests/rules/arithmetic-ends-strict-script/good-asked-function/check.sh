#!/bin/bash
set -e
answers() {
  count=0
  while read -r -t 1 letter; do
    ((count++))
    [ "$letter" = y ] && return 0
  done
  return 1
}
if answers; then
  docker compose up -d
fi
