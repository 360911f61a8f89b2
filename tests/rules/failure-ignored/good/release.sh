#!/bin/bash
set -e
npm run lint
npm ci || npm install
docker rm -f old || true
docker compose down || true
grep -q x file || true
docker compose build || { echo "build failed"; exit 1; }
docker network create web || echo "exists"
