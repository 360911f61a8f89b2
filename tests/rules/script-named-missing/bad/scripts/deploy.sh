#!/bin/sh
set -eu
./scripts/check.sh
docker compose up -d --wait
