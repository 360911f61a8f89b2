#!/usr/bin/env bash
set -euo pipefail
git pull --ff-only
docker compose pull
docker compose up -d --wait
