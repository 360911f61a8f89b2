#!/usr/bin/env bash
set -euo pipefail
docker compose -f /home/quay/compose.yaml ps --status running
