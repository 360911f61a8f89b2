#!/bin/bash
[[ -z "${LAMP_KEY:-}" ]] && exit 1
if [ -z "$A" ] || [ -z "$B" ]; then
  exit 2
fi
exec sleep 60
