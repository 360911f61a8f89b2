#!/bin/sh
set -eu
docker compose exec -T db psql -U app app < "$1"
