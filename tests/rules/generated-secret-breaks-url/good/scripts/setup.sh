#!/bin/sh
set -eu
db_password=$(openssl rand -hex 32)
plain=$(openssl rand -base64 32 | tr -d '/+=')
session=$(openssl rand -base64 32)
echo "DATABASE_URL=postgresql://shop:${db_password}@db:5432/shop" > .env
echo "CACHE_URL=redis://:${plain}@cache:6379" >> .env
echo "SESSION_SECRET=$session" >> .env
