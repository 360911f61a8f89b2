#!/bin/bash
set -e
say() { echo "[restore] $1" >&2; }
log_line() { echo "$(date) $1" | tee -a restore.log >&2; }
warn() { echo "careful: $1"; }
log() { echo "$1" >> restore.log; }
newest() {
  say "looking"
  log_line "looking"
  log "looking"
  warn "old copies are left" >&2
  if [ ! -d copies ]; then
    warn "no copies"
    exit 1
  fi
  echo "copies/last"
}
COPY=$(newest)
docker compose exec -T db psql -f "$COPY"
