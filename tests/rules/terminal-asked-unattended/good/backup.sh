#!/bin/bash
set -euo pipefail
cd /srv/app
docker exec app-db-1 mariadb-dump --all-databases > /backup/all.sql
