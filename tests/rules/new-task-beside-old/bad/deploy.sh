#!/bin/sh
set -eu
docker stack deploy -c stack.yml shop
