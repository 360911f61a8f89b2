#!/bin/sh
set -e
[ -f main.py ] || cp -a /defaults/. .
exec "$@"
