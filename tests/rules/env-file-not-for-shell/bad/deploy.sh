#!/bin/bash
set -euo pipefail
ENV_FILE=.env
if [ ! -f "$ENV_FILE" ]; then cp .env.production.example .env; fi
source "$ENV_FILE"
docker compose up -d
