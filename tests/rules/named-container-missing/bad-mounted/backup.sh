#!/bin/sh
set -eu
docker exec shop-app tar -cf - /usr/share/nginx/html > /copies/pages.tar
