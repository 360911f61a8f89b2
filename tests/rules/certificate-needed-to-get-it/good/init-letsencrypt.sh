#!/bin/sh
set -eu
# make a dummy certificate so that nginx can start, then ask for the real one
docker compose run --rm --entrypoint "sh -c 'mkdir -p /etc/letsencrypt/live/a.example.com && openssl req -x509 -nodes -newkey rsa:2048 -days 1 -keyout /etc/letsencrypt/live/a.example.com/privkey.pem -out /etc/letsencrypt/live/a.example.com/fullchain.pem -subj /CN=localhost'" certbot
docker compose up -d nginx
docker compose run --rm --entrypoint "rm -rf /etc/letsencrypt/live/a.example.com" certbot
docker compose run --rm --entrypoint "certbot certonly --webroot -w /var/www/certbot -d a.example.com --agree-tos -m ops@example.com" certbot
docker compose exec nginx nginx -s reload
