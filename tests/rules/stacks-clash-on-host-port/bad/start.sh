#!/bin/sh
set -eu
docker compose up -d
docker compose -f tools.yaml -p tools up -d
