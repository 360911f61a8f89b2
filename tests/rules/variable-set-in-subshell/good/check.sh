#!/usr/bin/env bash
set -euo pipefail
failed=0
while read -r service state; do
  [ "$state" = healthy ] || failed=1
done < <(docker compose ps --format '{{.Service}} {{.Health}}')
docker ps -q | while read -r id; do
  name=$(docker inspect -f '{{.Name}}' "$id")
  echo "$name"
done
last=none
docker ps -q | while read -r id; do last=$id; done
last=$(docker ps -lq)
echo "$last"
exit "$failed"
