#!/bin/sh
set -e
echo "BOARD_USERS=$(htpasswd -nbB admin "$1")" >> .env
docker compose up -d
