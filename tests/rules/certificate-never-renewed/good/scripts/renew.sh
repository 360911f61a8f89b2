#!/bin/sh
set -eu
docker compose run --rm certbot renew
docker compose exec proxy nginx -s reload
