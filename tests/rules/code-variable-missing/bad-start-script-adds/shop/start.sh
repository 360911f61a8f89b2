#!/bin/sh
set -e
echo "starting"
exec python main.py --quiet "$@"
