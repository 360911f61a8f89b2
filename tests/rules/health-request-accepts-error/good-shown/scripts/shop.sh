#!/bin/bash
set -euo pipefail
docker compose up -d
curl -s http://localhost:8500/v1/catalog 2>/dev/null || echo "Nothing is registered"
