#!/bin/bash
set -e
log_info() { echo "$1"; }
case "$1" in
  deploy)
    docker compose up -d
    ;;
  backup)
    log_info "Backup is not implemented yet"
    ;;
  rollback)
    echo "TODO: rollback not implemented"
    exit 0
    ;;
esac
