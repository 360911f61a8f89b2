#!/bin/sh
export TIDE_TABLE=$(cat /run/secrets/tide_table)
exec "$@"
