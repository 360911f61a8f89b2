#!/bin/bash
set -e
docker compose -f compose.live.yml pull
docker compose -f compose.live.yml up -d
docker compose -f compose.live.yml ps
