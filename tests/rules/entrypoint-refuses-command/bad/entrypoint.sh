#!/bin/sh
set -e
role=${1:-web}
case "$role" in
  web) exec sleep infinity ;;
  worker | beat) exec sleep 3600 ;;
  *)
    echo "unknown role: $role" >&2
    exit 64
    ;;
esac
