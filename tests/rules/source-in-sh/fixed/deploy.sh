#!/bin/sh
set -e
. ./.env
docker compose up -d
