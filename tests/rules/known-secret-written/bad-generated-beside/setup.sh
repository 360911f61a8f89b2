#!/bin/bash
set -e
TOKEN=$(openssl rand -hex 32)
cat > .env.prod <<EOF
SESSION_TOKEN=$TOKEN
ADMIN_PASSWORD=harbour
ADMIN_EMAIL=office@harbour.example
EOF
docker compose --env-file .env.prod up -d
