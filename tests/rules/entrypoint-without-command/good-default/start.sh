#!/bin/bash
if [[ $# -lt 1 ]] || [[ "$1" == "--"* ]]; then
  exec sleep 60 "$@"
fi
exec "$@"
