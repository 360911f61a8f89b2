#!/usr/bin/env bash
set -euo pipefail
cat bees.sql | docker compose exec -T db psql -U bees
