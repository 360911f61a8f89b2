#!/bin/bash
set -euo pipefail
docker exec shop-db mariadb-dump --all-databases | gzip > /srv/copies/shop.sql.gz
# Another host has a container of this name.
docker exec other-db mysqldump --all-databases > /srv/copies/other.sql
if docker exec shop-db which mysqldump; then echo "old image"; fi
