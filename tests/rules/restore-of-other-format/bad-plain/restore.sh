#!/bin/bash
set -euo pipefail
gunzip -c "$1" | docker compose exec -T db pg_restore -U shop -d shop --clean
