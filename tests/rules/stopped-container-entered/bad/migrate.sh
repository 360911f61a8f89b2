#!/bin/bash
set -euo pipefail
docker compose -f compose.yaml down
docker compose -f compose.yaml exec -T app ./manage.py migrate
docker compose -f compose.yaml up -d
