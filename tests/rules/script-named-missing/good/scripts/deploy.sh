#!/bin/sh
set -eu
cd "$(dirname "$0")"
./check.sh
curl -fsSL -o install.sh https://example.org/install.sh
sh install.sh
docker compose up -d --wait
