#!/bin/bash
set -euo pipefail
source .env
docker compose up -d
