#!/bin/bash
# Self-signed certificates for a first start.
set -e
mkdir -p infrastructure/nginx/ssl
openssl req -x509 -nodes -newkey rsa:2048 -days 365 -subj "/CN=${DOMAIN_NAME:-localhost}" \
    -keyout infrastructure/nginx/ssl/privkey.pem -out infrastructure/nginx/ssl/fullchain.pem
chmod 777 infrastructure/nginx/ssl/privkey.pem
echo "Certificates are in infrastructure/nginx/ssl"
