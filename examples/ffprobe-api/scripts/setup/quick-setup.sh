#!/bin/bash
# From nothing to a running service.
mkdir -p data/{valkey,ollama,uploads,reports}
cp -n .env.example .env
docker compose --profile quick up -d
sleep 30
curl -sf http://localhost:8080/health && echo "Ready" || echo "Ready soon"
