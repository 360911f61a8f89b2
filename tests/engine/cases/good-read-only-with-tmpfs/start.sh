#!/bin/sh
set -e
mkdir -p /var/lib/app
echo started > /var/lib/app/state
exec sleep 3600
