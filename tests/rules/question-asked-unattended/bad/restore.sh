#!/bin/bash
set -e
read -p "Overwrite the database? " -r
[[ $REPLY == yes ]] || exit 0
docker compose exec -T db psql < dump.sql
