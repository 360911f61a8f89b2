#!/bin/sh
envsubst '$DOMAIN' < /usr/share/site/redirect.conf > /etc/nginx/conf.d/redirect.conf
exec nginx -g 'daemon off;'
