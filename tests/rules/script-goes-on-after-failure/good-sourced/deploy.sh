#!/usr/bin/env bash
source "$(dirname "$0")/lib/strict.sh"
cd "/srv/shop"
docker compose up -d
docker compose ps
