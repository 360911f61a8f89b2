#!/bin/sh
set -eu
pg_dump shop > "/copies/shop-$(date +%F).sql"
find /copies -name 'shop-*' -mtime +"${KEEP_DAYS:-7}" -delete
