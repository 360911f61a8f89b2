#!/bin/bash
log_line() { echo "$(date) $1" | tee -a restore.log; }
chosen() {
  log_line "taking $1"
  printf '%s' "copies/$1"
}
main() {
  local copy=$(chosen "$1")
  docker compose exec -T db psql -f "$copy"
}
main "$@"
