#!/bin/sh
set -eu
ssh "deploy@$1" 'cd /srv/shop; git pull origin main; docker compose up -d'
