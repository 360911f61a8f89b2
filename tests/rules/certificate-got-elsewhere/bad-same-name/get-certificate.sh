#!/bin/bash
set -euo pipefail
docker run --rm -p 80:80 \
  -v /etc/letsencrypt:/etc/letsencrypt \
  certbot/certbot:v5.0.0 certonly --standalone -d pier.example.org
docker compose up -d
