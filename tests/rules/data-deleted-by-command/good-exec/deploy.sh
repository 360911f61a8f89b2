#!/bin/bash
set -euo pipefail
docker compose up -d --wait
docker compose exec -T db psql -U postgres -d app -f /schema.sql
