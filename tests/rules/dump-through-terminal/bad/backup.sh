#!/usr/bin/env bash
set -euo pipefail
docker exec -it shop-db pg_dump -U shop shop > "backups/$(date +%F).sql"
docker exec -ti shop-db sh -c "pg_dump -Fc -U shop shop" > backups/shop.dump
docker exec --tty shop-maria mariadb-dump --all-databases | gzip > backups/maria.sql.gz
docker exec -tu postgres shop-db pg_dump shop > backups/postgres.sql
