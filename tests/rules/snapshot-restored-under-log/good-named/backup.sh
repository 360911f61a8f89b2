#!/bin/sh
set -eu
docker exec shop-cache-dev redis-cli BGSAVE
docker cp shop-cache-dev:/data/dump.rdb "/backup/shop_dump.rdb"
