#!/bin/bash
. ./messages.sh
say_info() { echo "[info] $1"; }
say_done() { echo "[done] $1"; }
docker compose up -d
say_error "defined in messages.sh"
