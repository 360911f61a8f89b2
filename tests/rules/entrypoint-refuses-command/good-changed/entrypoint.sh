#!/bin/sh
if [ "$1" = nginx ]; then
  exec sleep infinity
fi
case "$1" in
  web) exec sleep 60 ;;
  *) exit 1 ;;
esac
