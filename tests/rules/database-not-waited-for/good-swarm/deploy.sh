#!/bin/sh
set -e
docker stack deploy -c compose.yaml shop
