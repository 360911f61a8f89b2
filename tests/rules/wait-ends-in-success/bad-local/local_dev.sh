#!/bin/bash
docker compose up -d
tries=0
while [ $tries -lt 10 ]; do
  curl -fs http://localhost:8000/health && break
  sleep 3
  tries=$((tries + 1))
done
if [ $tries -eq 10 ]; then
  echo "Look at the logs"
fi
