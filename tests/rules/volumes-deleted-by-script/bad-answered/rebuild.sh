#!/usr/bin/env bash
set -euo pipefail
docker compose build
yes | docker system prune --volumes
