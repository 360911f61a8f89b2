#!/bin/sh
set -e
cd /app
. /app/settings.sh
cd /var/tmp
exec sleep 60
