#!/bin/sh
set -eu
address=$(ip route | awk '/default/ { print $3 }')
sed -i "s/\${ENGINE_ADDRESS}/$address/" /etc/nginx/conf.d/engine.conf
exec nginx -g 'daemon off;'
