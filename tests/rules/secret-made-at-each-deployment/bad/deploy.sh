#!/bin/bash
set -euo pipefail
DB_PASSWORD=$(openssl rand -hex 16)
echo "DB_PASSWORD=$DB_PASSWORD" > .env
docker compose up -d
