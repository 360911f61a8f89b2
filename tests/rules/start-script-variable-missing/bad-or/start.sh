#!/bin/sh
[ -n "$LAMP_KEY" ] || { echo "no key" >&2; exit 1; }
exec sleep 60
