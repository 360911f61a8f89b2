#!/bin/sh
set -e
mkdir -p /tmp/parts
mkdir -p /var/lib/api/uploads
exec sleep 3600
