#!/bin/bash
set -e
say() { echo "[restore] $1"; }
log_line() { echo "$(date) $1" | tee -a restore.log; }
newest() {
  say "looking for the newest copy"
  ls -t copies | head -n1 | while read -r f; do echo "copies/$f"; done
}
chosen() {
  if [ ! -d "copies/$1" ]; then
    log_line "no such copy"
    exit 1
  fi
  log_line "taking $1"
  echo "copies/$1"
}
COPY=$(newest)
docker compose exec -T db psql -f "$COPY"
