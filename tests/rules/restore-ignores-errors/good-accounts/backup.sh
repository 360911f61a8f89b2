#!/usr/bin/env bash
set -euo pipefail
docker compose exec -T db pg_dumpall -U bees > bees.sql
