#!/bin/sh
set -e
mkdir -p /srv/other/rows
docker compose up -d
