#!/bin/bash
set -euo pipefail
CONTAINER="shop-db"
docker exec "$CONTAINER" /usr/bin/mysqldump --all-databases | gzip > /srv/copies/shop.sql.gz
docker exec -i shop-db sh -c 'mysql -u root shop' < /srv/copies/shop.sql
