#!/bin/bash
set -euo pipefail
cp -n .env.example .env
source .env 2>/dev/null || true
docker compose --profile "$REGION" up -d
