#!/bin/bash
docker compose up -d
for _ in $(seq 1 5); do
  if curl -fs http://localhost:8080/; then
    answered=1
    break
  fi
  sleep 2
done
if ! (( answered )); then
  echo >&2
fi
curl -fs http://localhost:8080/items
