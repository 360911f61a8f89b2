#!/bin/sh
set -e
if [ "$1" = "health" ]; then
  wget -q -O /dev/null http://127.0.0.1:3000/ || exit 1
fi
exec node server.js
