#!/bin/sh
set -e
. /app/defaults.sh
exec sleep 60
