#!/bin/bash
set -e
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
  echo "nothing answers"
  exit 1
fi
