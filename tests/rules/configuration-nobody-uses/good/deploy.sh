#!/bin/sh
set -eu
cp nginx/nginx-prod.conf nginx/nginx.conf
docker compose up -d --wait
