#!/bin/sh
set -e
if [ -z "${CLIENT_ID:-}" ]; then
  echo "CLIENT_ID is required (variable or /run/secrets/client_id)" >&2
  exit 1
fi
exec sleep infinity
