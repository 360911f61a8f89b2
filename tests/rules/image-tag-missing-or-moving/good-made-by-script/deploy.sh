#!/usr/bin/env bash
set -euo pipefail
export ORDERS_IMAGE="$(cat digest.txt)"
docker compose up -d
