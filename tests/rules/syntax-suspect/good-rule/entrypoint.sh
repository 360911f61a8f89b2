#!/bin/sh
set -e
echo =====
echo start
echo =====
exec "$@"
