#!/bin/bash
set -euo pipefail
docker compose stop web
certbot renew
docker compose start web
