#!/bin/sh
set -e
docker compose build
docker stack deploy -c compose.yaml shop
