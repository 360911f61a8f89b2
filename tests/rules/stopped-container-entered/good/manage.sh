#!/bin/bash
set -euo pipefail
case "$1" in
  stop) docker compose down ;;
  shell) docker compose exec app sh ;;
  reset)
    docker compose down -v
    docker compose up -d --wait
    docker compose exec -T app ./manage.py migrate
    ;;
esac
