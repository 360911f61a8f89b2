#!/bin/sh
if [[ -z "$1" ]]; then
  echo "a command is missing"
  exit 1
fi
exec "$@"
