#!/bin/sh
set -e
docker compose -f compose.yaml --env-file .env up -d
