#!/bin/bash
SESSION_SECRET=$(openssl rand -hex 32)
echo "SESSION_SECRET=$SESSION_SECRET" > /srv/shop/.env
cd /srv/shop
docker compose up -d
