#!/bin/sh
set -eu
for part in /etc/nginx/templates/*.template; do
  envsubst '$NAME' < "$part" > "/etc/nginx/conf.d/$(basename "$part" .template)"
done
envsubst '$NAME' < /etc/nginx/nginx.conf.template > /etc/nginx/nginx.conf
exec "$@"
