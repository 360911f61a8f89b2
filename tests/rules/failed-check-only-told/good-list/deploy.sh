#!/bin/bash
set -euo pipefail
docker compose up -d --build
curl -fsS http://127.0.0.1:3000/metrics >/dev/null && echo "metrics are there" || echo "metrics are optional"
curl -fsS http://127.0.0.1:3000/healthz && echo "service is healthy" || { echo "service is NOT healthy"; exit 1; }
