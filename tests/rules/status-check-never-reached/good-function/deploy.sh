#!/bin/bash
set -euo pipefail

fetch_certificate() {
  docker run --rm certbot/certbot:v2.11.0 certonly --standalone
  if [ $? -ne 0 ]; then
    echo "no certificate"
    return 1
  fi
}

image_id() {
  docker image inspect example/app:1.0
  if [ $? -ne 0 ]; then
    echo none
  fi
}

prepare() {
  fetch_certificate
}

if ! prepare; then
  docker compose down
fi
current=$(image_id)
docker compose up -d
echo "$current"
