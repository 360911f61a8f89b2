#!/bin/sh
errors=0
docker ps -q | while read -r id; do
  docker exec "$id" true || errors=$((errors + 1))
done
if [ "$errors" -gt 0 ]; then
  exit 1
fi
