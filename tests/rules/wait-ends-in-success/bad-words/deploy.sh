#!/bin/bash
set -e
warn() { echo "warning: $1"; }
docker compose up -d
tries=0
while [ $tries -lt 30 ]; do
  if curl -fs http://localhost:8080/health > /dev/null; then
    break
  fi
  sleep 2
  tries=$((tries + 1))
done
if [ $tries -eq 30 ]; then
  warn "services may still be starting"
fi
