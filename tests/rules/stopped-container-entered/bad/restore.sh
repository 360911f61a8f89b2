#!/bin/bash
set -euo pipefail
APP_CONTAINER=shop-app
log_info() { echo "$1"; }
stop_services() {
  if docker ps --format '{{.Names}}' | grep -q "^${APP_CONTAINER}$"; then
    docker stop "$APP_CONTAINER" || true
  fi
}
restore_database() {
  if ! docker ps --format '{{.Names}}' | grep -q "^shop-db$"; then
    exit 1
  fi
  gunzip -c "$1" | docker exec -i shop-db psql -U shop shop
  docker restart shop-cache
}
restore_uploads() {
  for folder in uploads avatars; do
    if docker ps --format '{{.Names}}' | grep -q "^${APP_CONTAINER}$"; then
      docker cp "/tmp/restore/$folder/." "$APP_CONTAINER:/app/$folder/"
    else
      log_info "not running, left out"
    fi
  done
}
main() {
  stop_services
  { restore_database "$1"; restore_uploads; } 2>&1 | tee restore.log
  docker start "$APP_CONTAINER"
}
main "$@"
