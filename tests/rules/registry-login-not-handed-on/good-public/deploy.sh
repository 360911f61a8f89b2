#!/bin/sh
set -e
docker login -u "$HUB_USER" --password-stdin < token
docker stack deploy --prune -c stack.yaml shop
