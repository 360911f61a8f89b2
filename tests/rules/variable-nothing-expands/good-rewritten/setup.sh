#!/bin/sh
set -e
awk -f /scripts/expand.awk < /usr/share/shop/shop.conf > /etc/nginx/conf.d/shop.conf
exec nginx -g 'daemon off;'
