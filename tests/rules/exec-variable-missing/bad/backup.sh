#!/bin/bash
set -euo pipefail
docker compose exec -T mysql sh -c 'exec mysqldump --all-databases -uroot -p"$MYSQL_ROOT_PASSWORD"' > /mnt/copies/all.sql
