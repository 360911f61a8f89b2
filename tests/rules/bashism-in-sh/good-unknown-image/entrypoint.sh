#!/bin/sh
if [[ -n "$MODE" ]]; then
  exec app "$MODE"
fi
exec app
