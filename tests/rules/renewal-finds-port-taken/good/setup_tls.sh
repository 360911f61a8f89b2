#!/bin/bash
set -euo pipefail
docker compose stop web
certbot certonly --standalone -d "$1" --pre-hook "docker compose stop web" --post-hook "docker compose start web"
docker compose up -d web
