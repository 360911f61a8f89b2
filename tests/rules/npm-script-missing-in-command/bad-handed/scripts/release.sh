#!/bin/sh
set -e
cd "$(dirname "$0")/../.." && cd work/other
cd ops
docker compose run --rm api npm run seed-tables
