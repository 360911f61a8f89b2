#!/bin/sh
set -e
LAMP_KEY="${LAMP_KEY:-none}"
if [ -z "$LAMP_KEY" ]; then
  exit 1
fi
if [ -z "$LAMP_SIZE" ]; then
  LAMP_SIZE=3
fi
exec sleep "$LAMP_SIZE"
