#!/bin/sh
set -eu
docker cp "$1" "${CONTAINER:-shop-cache}:/data/dump.rdb"
docker restart "${CONTAINER:-shop-cache}"
