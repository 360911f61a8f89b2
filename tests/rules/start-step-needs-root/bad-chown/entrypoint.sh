#!/bin/sh
set -e
chown -R www-data /data
exec "$@"
