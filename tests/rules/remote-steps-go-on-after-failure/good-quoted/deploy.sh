#!/bin/sh
set -eu
ssh "deploy@$1" 'set -e; cd /srv/shop; git pull origin main; docker compose up -d'
ssh "deploy@$1" 'cd /srv/shop && git pull && docker compose up -d'
ssh "deploy@$1" 'if ! git pull; then exit 1; fi; docker compose up -d'
