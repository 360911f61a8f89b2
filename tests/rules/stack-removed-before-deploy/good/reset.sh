#!/usr/bin/env bash
set -euo pipefail
docker stack rm shop
sleep 30
docker stack deploy -c compose.yaml shop
