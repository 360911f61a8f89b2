#!/bin/bash
set -e
[ -f .env ] || cp .env.example .env
sed -i "s/change-this-key/$(openssl rand -hex 16)/" .env
sed -i "s/shop_test_key_.*/shop_live_key_$(openssl rand -hex 16)/" .env
docker compose up -d
