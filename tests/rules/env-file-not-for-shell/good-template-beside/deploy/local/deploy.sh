#!/bin/bash
set -e
cd "$(dirname "$0")"
source ".env"
docker compose up -d
