#!/bin/sh
set -e
mkdir -p /var/lib/api/uploads /tmp/parts
mkdir -p /etc
echo "$$" > /var/run/api.pid
echo started > /dev/stderr
if [ -n "$TRACE" ]; then date > /trace; fi
date > /last-start || true
exec sleep 3600
