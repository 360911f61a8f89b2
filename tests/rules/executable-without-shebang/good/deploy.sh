#!/bin/sh
set -e
. ./settings.sh
docker compose up -d
