#!/bin/bash
set -euo pipefail
git pull
docker compose build
docker compose up -d
echo "Deployed"
