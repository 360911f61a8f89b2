#!/bin/sh
set -e
cp -R pages/. /var/pages/
exec "$@"
