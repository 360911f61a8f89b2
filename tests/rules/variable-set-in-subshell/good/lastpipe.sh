#!/usr/bin/env bash
shopt -s lastpipe
failed=0
docker ps -q | while read -r id; do
  docker exec "$id" true || failed=1
done
exit "$failed"
