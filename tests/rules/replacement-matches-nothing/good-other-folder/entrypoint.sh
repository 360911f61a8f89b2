#!/bin/bash
set -e
cd /var/www/html
if [ ! -f .env ]; then
  cp .env.example .env
  sed -i "s/^DB_DATABASE=.*/DB_DATABASE=shop/" .env
fi
docker compose version
