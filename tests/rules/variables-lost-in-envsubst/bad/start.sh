#!/bin/sh
set -eu
envsubst < /etc/nginx/site.conf.template > /etc/nginx/conf.d/default.conf
exec nginx -g 'daemon off;'
