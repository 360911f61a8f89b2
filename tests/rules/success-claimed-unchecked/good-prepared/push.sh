#!/bin/bash
set -e
git checkout main 2>/dev/null || true
docker compose build
docker compose up -d --wait
echo "✅ The shop is live"
