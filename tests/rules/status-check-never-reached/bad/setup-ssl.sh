#!/bin/bash
set -e
docker run --rm certbot/certbot:v2.11.0 certonly
if [ $? -ne 0 ]; then
  docker rm -f helper
  exit 1
fi
docker compose build
status=$?
echo "$status"
