#!/bin/bash
set -euo pipefail
docker exec shop-db pg_dump --jobs=1 --format=custom -U shop shop > shop.dump
docker exec shop-db pg_dump -vFd -j 4 -f /tmp/shop -U shop shop
docker exec -i shop-db pg_restore -vj1 -U shop -d shop < shop.dump
