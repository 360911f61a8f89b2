#!/bin/sh
set -eu
openssl dhparam -out keys/dhparam.pem 2048
chmod 644 keys/dhparam.pem
openssl genrsa -out keys/site.key 4096
chmod 600 keys/site.key
docker compose up -d
