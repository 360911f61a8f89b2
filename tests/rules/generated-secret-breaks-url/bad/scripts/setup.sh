#!/bin/sh
set -eu
db_password=$(openssl rand -base64 32)
printf 'DATABASE_URL=postgresql://shop:%s@db:5432/shop\n' "$db_password" > .env
echo "REPLICA_URL=postgresql://shop:${db_password}@replica:5432/shop" >> .env
