#!/bin/sh
set -e
[ -n "$LAMP_KEY" ] && echo set
[ -z "$LAMP_KEY" ] || exit 1
[ -n "$LAMP_KEY" ] || LAMP_KEY=none
[ -n "prefix-$OTHER" ] || exit 1
if [ -z "$A" ] && [ -z "$B" ]; then
  exit 2
fi
exec sleep 60
