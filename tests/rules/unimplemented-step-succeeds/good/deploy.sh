#!/bin/bash
set -e
case "$1" in
  deploy)
    docker compose up -d
    ;;
  backup)
    echo "Backup is not implemented yet" >&2
    exit 1
    ;;
  status)
    docker compose ps || echo "status is not supported yet by this engine"
    ;;
esac
