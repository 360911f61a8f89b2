#!/usr/bin/env bash
set -euo pipefail
gunzip -c "$1" | docker compose exec -T db psql -v ON_ERROR_STOP=1 -U bees bees
