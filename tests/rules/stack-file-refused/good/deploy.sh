#!/bin/sh
set -eu
export PORT=80
docker stack deploy -c stack.yml -c images.yml shop
