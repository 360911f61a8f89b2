#!/bin/bash
set -euo pipefail
docker compose stop web
certbot certonly --standalone -d "$1"
docker compose up -d web
