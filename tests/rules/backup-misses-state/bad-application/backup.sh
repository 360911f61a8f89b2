#!/bin/bash
set -euo pipefail
cd /srv/nc
stamp=$(date +%F)
docker compose exec -T db pg_dump -U nc nc | gzip > /backup/nc-$stamp.sql.gz
rclone copy /backup/nc-$stamp.sql.gz remote:nc/
find /backup -name 'nc-*' -mtime +30 -delete
