#!/bin/bash
set -euo pipefail
docker compose up -d
echo "Waiting for the services ..."
sleep 10
docker compose ps
