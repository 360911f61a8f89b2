#!/bin/sh
set -eu
docker compose stop cache
rm -rf cache/appendonlydir
cp "$1" cache/dump.rdb
docker compose run --rm cache redis-server --appendonly no
