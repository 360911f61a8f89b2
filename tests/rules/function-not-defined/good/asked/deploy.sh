#!/bin/bash
say_info() { echo "[info] $1"; }
say_done() { echo "[done] $1"; }
docker compose up -d
if declare -F say_error > /dev/null; then say_error "only where a wrapper defines it"; fi
