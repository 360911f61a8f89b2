#!/usr/bin/env bash
set -euo pipefail
docker exec shop-db pg_dump -U shop shop > "backups/$(date +%F).sql"
docker exec -i shop-maria mariadb-dump --all-databases | gzip > backups/maria.sql.gz
# Compose looks where its output goes.
docker compose exec -it db pg_dump -U shop shop > backups/compose.sql
# Written inside, and looked at by a person.
docker exec -it shop-db pg_dump -U shop -f /backups/inside.sql shop
docker exec -it shop-db psql -U shop | tee session.txt
docker exec -u tty shop-db pg_dump -t orders shop > backups/orders.sql
