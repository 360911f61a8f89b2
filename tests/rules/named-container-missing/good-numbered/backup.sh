#!/bin/bash
set -euo pipefail
docker exec shop_db_1 mariadb-dump shop > /srv/copies/shop.sql
