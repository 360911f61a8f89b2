#!/bin/bash
set -e
svc="${1:-all}"
if [[ "$svc" == "all" ]]; then
  docker compose build
else
  docker compose build "$svc"
fi
