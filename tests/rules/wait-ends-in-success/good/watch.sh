#!/usr/bin/env bash
docker compose up -d
for attempt in 1 2 3; do
  docker compose ps
  sleep 3
done
echo "that was all"
