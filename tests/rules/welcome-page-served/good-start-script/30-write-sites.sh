#!/bin/sh
echo "server { listen 80; location / { proxy_pass http://api:8000; } }" > /etc/nginx/conf.d/default.conf
