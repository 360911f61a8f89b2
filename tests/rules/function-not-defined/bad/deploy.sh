#!/bin/bash
set -e

say_info() { echo "[info] $1"; }
say_done() { echo "[done] $1"; }

docker compose up -d
if ! docker compose exec -T web true; then
  say_error "web is not there"
  exit 1
fi
say_done "web is there"
