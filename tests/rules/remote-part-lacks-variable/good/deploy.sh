#!/usr/bin/env bash
set -euo pipefail
TARGET_DIR="/srv/shop"
TAG="v3"
PORT="8080"

# Filled in here, before anything is sent.
ssh deploy@host.example <<EOF
cd "$TARGET_DIR"
docker compose up -d
EOF

# Carried over in front of the shell of the other machine.
ssh deploy@host.example "TARGET_DIR=$TARGET_DIR bash -s" <<'EOF'
cd "$TARGET_DIR"
docker compose up -d
EOF

# Set, read or given a default over there.
ssh deploy@host.example <<'EOF'
TAG=$(cat release)
docker tag "shop:$TAG" shop:current
cd "${TARGET_DIR:-/srv/shop}"
echo "$HOME on $HOSTNAME"
EOF

# An env file of the other machine has it, perhaps.
ssh deploy@host.example <<'EOF'
. ./.env
curl -fsS "http://localhost:$PORT/health"
EOF

# Nothing here sets it, so it is the other machine's own.
ssh deploy@host.example 'cd "$APP_HOME" && docker compose up -d'
