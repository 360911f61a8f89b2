#!/bin/bash
set -e
if ! docker run --rm certbot/certbot:v2.11.0 certonly; then
  docker rm -f helper
  exit 1
fi
set +e
docker compose build
status=$?
set -e
echo "$status"
finish() {
  docker compose down
  code=$?
}
