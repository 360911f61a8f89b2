#!/bin/bash
set -e
cp -n .env.example .env
sed -i "s/change-this-key/$(openssl rand -hex 16)/" .env
sed -i "s/^API_KEY=.*/API_KEY=$(openssl rand -hex 16)/" .env
echo "MAIL_KEY=mail-key-to-come" >> .env
sed -i "s/mail-key-to-come/$(openssl rand -hex 16)/" .env
sed -i "s/[sS]tore_key_of_old//" .env
docker compose up -d
