#!/bin/sh
set -e
docker compose up --abort-on-container-exit
docker compose -f compose.prod.yaml up -d
