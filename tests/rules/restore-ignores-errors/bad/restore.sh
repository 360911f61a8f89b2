#!/usr/bin/env bash
set -euo pipefail
gunzip -c "$1" | docker compose exec -T db psql -U bees bees
