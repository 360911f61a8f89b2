#!/bin/sh
set -a
. ./.env
set +a
docker stack deploy -c stack.yml shop
