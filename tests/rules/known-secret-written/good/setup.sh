#!/bin/bash
set -e
if [ ! -f .env ]; then
  cat > .env <<EOF
APP_PORT=8080
CACHE_PASSWORD=$(openssl rand -hex 16)
MAIL_PASSWORD=
EOF
  cat > .env.example <<'EOF'
CACHE_PASSWORD=sunrise4711
EOF
  cat > .env.local <<'EOF'
QUEUE_PASSWORD=moonlight0815
EOF
  sed -i "s/moonlight0815/$(openssl rand -hex 16)/" .env.local
fi
docker compose up -d
