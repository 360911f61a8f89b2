#!/usr/bin/env bash
set -euo pipefail
git pull --ff-only
docker compose pull --ignore-buildable
docker compose build --pull
docker compose up -d --wait
