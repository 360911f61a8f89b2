#!/bin/bash
set -euo pipefail
docker compose up -d
until docker compose exec -T db pg_isready -U postgres; do
  sleep 2
done
echo ready
