#!/bin/sh
set -e
if [ -z "$SERVER_URL" ]; then
  if [ -n "$ISSUER" ] && [ -z "$AUDIENCE" ]; then
    echo "AUDIENCE is missing" >&2
    exit 1
  fi
  exec collector --standalone
else
  exec supervisor "$SERVER_URL"
fi
