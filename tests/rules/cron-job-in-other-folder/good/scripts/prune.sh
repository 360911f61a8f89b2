#!/usr/bin/env bash
set -euo pipefail
docker compose exec -T store vacuumdb -U quay quay
