#!/bin/bash
set -euo pipefail

fetch_certificate() {
  docker run --rm certbot/certbot:v2.11.0 certonly --standalone
  if [ $? -ne 0 ]; then
    echo "no certificate"
    exit 1
  fi
}

restart() {
  fetch_certificate
  docker compose up -d
}

restart
