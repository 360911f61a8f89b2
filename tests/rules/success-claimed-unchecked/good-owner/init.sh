#!/bin/bash
set -e
docker compose up -d --wait
docker exec shop chown -R 1000:1000 /data 2>/dev/null || true
echo "Shop is ready: setup complete"
