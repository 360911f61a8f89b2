#!/bin/bash
set -euo pipefail
cd /srv/nc
stamp=$(date +%F)
docker compose exec -T db pg_dump -U nc nc | gzip > /backup/nc-$stamp.sql.gz
docker run --rm -v nc_html:/src:ro -v /backup:/dst alpine:3.20 tar czf /dst/nc-html-$stamp.tgz -C /src .
rclone copy /backup remote:nc/
find /backup -name 'nc-*' -mtime +30 -delete
