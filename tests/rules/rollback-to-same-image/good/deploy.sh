#!/bin/bash
set -euo pipefail
previous=$(cat .deployed-tag)
rollback() {
  TAG=$previous docker compose up -d web
}
if ! docker compose up -d --wait; then
  rollback
  exit 1
fi
