#!/bin/bash
set -e
if [ -f .env.example ]; then
  cp .env.example .env
fi
sed -i "s/change-it/$(openssl rand -hex 16)/" .env
docker compose up -d
