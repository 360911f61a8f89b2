#!/usr/bin/env bash
set -euo pipefail
mkdir -p data
docker stack rm shop
docker stack deploy -c compose.yaml shop
