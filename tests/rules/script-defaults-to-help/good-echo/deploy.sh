#!/bin/sh
set -eu
case "${1:-}" in
  up)
    docker compose up -d
    ;;
  back)
    docker compose up -d --no-build
    ;;
  *)
    echo "usage: $0 up|back" >&2
    exit 2
    ;;
esac
