#!/bin/bash
set -euo pipefail
docker run --rm -p 80:80 \
  -v "$(pwd)/data/certbot/conf:/etc/letsencrypt" \
  certbot/certbot:v5.0.0 certonly --standalone -d pier.example.org
docker compose up -d
