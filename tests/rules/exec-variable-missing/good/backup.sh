#!/bin/bash
set -euo pipefail
docker compose exec -T mysql sh -c 'exec mysqldump -u"$MYSQL_USER" -p"$MYSQL_PASSWORD" "$MYSQL_DATABASE"' > /mnt/copies/shop.sql
docker compose exec -T -e MYSQL_ROOT_PASSWORD mysql sh -c 'exec mysql -uroot -p"$MYSQL_ROOT_PASSWORD" -e "flush logs"'
docker compose exec -T mysql sh -c "exec mysql -uroot -p$MYSQL_ROOT_PASSWORD -e 'select 1'"
