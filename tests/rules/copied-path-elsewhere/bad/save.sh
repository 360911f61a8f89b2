#!/bin/sh
set -eu
docker compose cp cart:/var/lib/redis/dump.rdb /srv/copies/cart.rdb
