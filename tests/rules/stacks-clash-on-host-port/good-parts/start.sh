#!/bin/sh
set -e
docker compose up -d db
docker compose -f compose.prod.yaml up -d
