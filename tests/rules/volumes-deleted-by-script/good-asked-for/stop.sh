#!/bin/bash
set -e
docker compose -f compose.prod.yaml down
if [ "$1" = "--volumes" ] || [ "$1" = "-v" ]; then
  docker compose -f compose.prod.yaml down -v
fi
