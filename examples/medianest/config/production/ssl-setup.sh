#!/bin/bash
# Certificates for the second production stack.
set -e
docker-compose -f docker-compose.production.yml --profile ssl-init run --rm certbot
docker-compose -f docker-compose.production.yml exec nginx nginx -s reload
