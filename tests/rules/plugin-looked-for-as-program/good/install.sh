#!/bin/bash
set -euo pipefail
command -v docker > /dev/null || exit 1
which docker docker-compose > /dev/null || true
docker compose version > /dev/null 2>&1 || exit 1
docker compose up -d
