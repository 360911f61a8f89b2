#!/bin/sh
set -e
if [ -z "$LAMP_KEY" ]; then
  echo "LAMP_KEY is not set" >&2
  exit 1
fi
: "${LAMP_COLOUR:?}"
exec sleep 1d
