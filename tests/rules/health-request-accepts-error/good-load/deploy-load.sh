#!/bin/bash
docker compose up -d --wait
for turn in $(seq 1 50); do
  curl -s http://localhost:8080/health > /dev/null 2>&1 || true
done
