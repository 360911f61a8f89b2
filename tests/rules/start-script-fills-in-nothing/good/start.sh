#!/bin/sh
sed -i "s,LISTEN_HERE,$SITE_PORT,g" /etc/nginx/http.d/default.conf
exec nginx -g "daemon off;"
