#!/bin/sh
set -e
source ./.env
docker compose up -d
