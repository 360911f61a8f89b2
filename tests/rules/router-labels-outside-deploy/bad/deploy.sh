#!/bin/sh
set -eu
docker stack deploy --compose-file stack.yml shop
