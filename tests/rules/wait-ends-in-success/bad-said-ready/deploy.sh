#!/bin/bash
docker compose up -d
for attempt in 1 2 3 4 5 6; do
  curl -fsS http://127.0.0.1:8080/health && break
  sleep 5
done
echo "The shop is up! Opening the gates..."
docker compose exec -T shop gates open
