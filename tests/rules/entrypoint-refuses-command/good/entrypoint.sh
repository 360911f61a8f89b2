#!/bin/sh
set -e
case "$1" in
  web) exec sleep infinity ;;
  work*) exec sleep 3600 ;;
  *) exec "$@" ;;
esac
