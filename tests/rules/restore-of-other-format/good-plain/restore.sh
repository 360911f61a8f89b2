#!/bin/bash
set -euo pipefail
docker compose exec -T db pg_restore -U shop -d shop --clean < "$1"
