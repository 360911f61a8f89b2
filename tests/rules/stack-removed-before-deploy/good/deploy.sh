#!/usr/bin/env bash
set -euo pipefail
docker stack deploy -c compose.yaml --prune shop
# Another stack has gone for good.
docker stack rm old-shop
