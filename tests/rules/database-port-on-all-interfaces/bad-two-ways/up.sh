#!/bin/sh
set -eu
docker compose --env-file kafka.env up -d
