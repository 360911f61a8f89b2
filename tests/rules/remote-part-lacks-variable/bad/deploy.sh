#!/usr/bin/env bash
set -euo pipefail
TARGET_DIR="/srv/shop"
TAG="$(git rev-parse --short HEAD)"

ssh deploy@host.example <<'EOF'
set -e
cd "$TARGET_DIR"
docker compose pull
docker compose up -d
EOF

ssh deploy@host.example 'docker tag shop:latest shop:$TAG'
