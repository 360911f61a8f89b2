#!/bin/sh
set -eu
docker compose up -d db
docker compose run --rm migrate
docker compose up -d
