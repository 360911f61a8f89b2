#!/bin/sh
set -eu
echo "password ${DB_PASSWORD:+is set}"
printf "%s" "$DB_PASSWORD" | ./login --stdin
printf "%s" "$DB_PASSWORD" >/run/password
token=$(echo "$DB_PASSWORD" | sha256sum)
exec "$@"
