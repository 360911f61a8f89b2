#!/bin/sh
set -eu
. ./lib.sh
case "${1:-}" in
  open | shut) docker compose up -d ;;
  save) docker compose exec -T db pg_dump -U bakery bakery > out.sql ;;
  *) refuse "bakery.sh open|shut|save" ;;
esac
