#!/bin/sh
set -e
meta/dev/wait-for-database.sh
docker compose up -d
