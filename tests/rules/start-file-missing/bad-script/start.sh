#!/bin/sh
set -e
echo "starting"
exec python /srv/bot/server.py
