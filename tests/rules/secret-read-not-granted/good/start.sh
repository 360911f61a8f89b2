#!/bin/sh
set -e
export LAMP_KEY="$(cat /run/secrets/lamp_key)"
if [ -f /run/secrets/spare_key ]; then
  export SPARE_KEY="$(cat /run/secrets/spare_key)"
fi
exec sleep 1d
