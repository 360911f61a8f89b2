#!/bin/sh
set -e
export LISTENER="listen 4000;"
envsubst '${LISTENER}' < /etc/nginx/conf.d/default.conf.tpl > /etc/nginx/conf.d/default.conf
exec nginx -g "daemon off;"
