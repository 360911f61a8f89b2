#!/bin/sh
case "$1" in
  up) docker compose -f compose.prod.yaml up -d ;;
  reset) docker compose -f compose.prod.yaml down -v ;;
esac
