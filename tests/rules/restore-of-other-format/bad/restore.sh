#!/bin/bash
set -euo pipefail
gunzip -c "$1" | docker compose exec -T db mysql shop
