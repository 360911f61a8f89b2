#!/bin/sh
if [ $# -eq 0 ]; then
  set -- sleep 60
fi
exec "$@"
