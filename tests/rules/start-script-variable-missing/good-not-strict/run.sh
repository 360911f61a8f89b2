#!/bin/sh
set -e
echo "$MODE"
exec sleep infinity
