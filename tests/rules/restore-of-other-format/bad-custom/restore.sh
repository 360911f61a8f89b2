#!/bin/bash
set -euo pipefail
docker compose exec -T db psql -U shop shop < "$1"
