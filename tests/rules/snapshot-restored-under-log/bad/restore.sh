#!/bin/sh
set -eu
docker compose stop cache
cp "$1" cache/dump.rdb
docker compose start cache
