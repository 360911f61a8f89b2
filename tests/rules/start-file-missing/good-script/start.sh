#!/bin/sh
set -e
if [ -n "$OLD" ]; then python /srv/bot/old.py; fi
exec python /srv/bot/main.py
