#!/bin/bash
set -euo pipefail
mkdir -p search
rsync -a ../search-engine/ search/
docker compose up -d --build
