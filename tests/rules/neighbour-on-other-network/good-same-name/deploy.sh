#!/bin/sh
set -e
docker compose -f compose.yaml -f compose.monitoring.yaml up -d
