#!/bin/bash
set -e
if [ ! -f .env ]; then
  cat > .env <<'EOF'
APP_PORT=8080
CACHE_PASSWORD=sunrise4711
EOF
fi
docker compose up -d
