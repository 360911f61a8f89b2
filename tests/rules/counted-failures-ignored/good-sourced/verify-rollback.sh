#!/bin/bash
source "$(dirname "$0")/lib/summary.sh"
if ! docker compose exec -T db psql -c 'SELECT 1 FROM old_rows'; then
  ((CHECKS_FAILED++))
fi
finish
