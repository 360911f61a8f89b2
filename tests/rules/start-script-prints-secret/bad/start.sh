#!/bin/sh
set -eu
echo "host $DB_HOST"
echo "password $DB_PASSWORD"
exec "$@"
