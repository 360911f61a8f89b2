#!/usr/bin/env bash
set -euo pipefail
case "${1:-up}" in
  down) docker stack rm shop; exit 0 ;;
  up) ;;
  *) exit 1 ;;
esac
docker stack deploy -c compose.yaml shop
