#!/bin/bash
set -euo pipefail
docker exec -i shop-db pg_restore -ej4 -U shop -d shop < shop.dump
