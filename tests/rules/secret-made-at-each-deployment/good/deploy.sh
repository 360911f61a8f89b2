#!/bin/bash
set -euo pipefail
if [ ! -f .env ]; then
  DB_PASSWORD=$(openssl rand -hex 16)
  echo "DB_PASSWORD=$DB_PASSWORD" > .env
fi
docker compose up -d
