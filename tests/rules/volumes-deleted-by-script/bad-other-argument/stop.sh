#!/bin/bash
set -e
if [ "$1" = "--clean" ]; then
  docker compose -f compose.prod.yaml down --volumes
fi
