#!/bin/sh
set -eu
echo "password ${DB_PASSWORD:+is set}"
printf "%s" "$DB_PASSWORD" | ./login --stdin
printf "%s" "$DB_PASSWORD" >/run/password
token=$(echo "$DB_PASSWORD" | sha256sum)
for variable in $(env | cut -d= -f1 | grep ^FERRY_); do
  SECRET_KEY="${variable#FERRY_}"
  echo "found $SECRET_KEY"
done
for secret in DB_PASSWORD APP_KEY; do
  echo "looking for a file of $secret"
done
echo "forwards to $NGINX_PROXY_PASS"
exec "$@"
