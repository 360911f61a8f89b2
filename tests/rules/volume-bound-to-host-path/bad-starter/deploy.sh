#!/bin/bash
set -euo pipefail
for folder in db copies certbot; do
  mkdir -p "/srv/shop/$folder"
done
docker compose up -d
