#!/bin/sh
set -eu
docker compose exec -T db pg_dump -U postgres orders > orders.sql
docker compose exec -T -e PGOPTIONS=-c db pg_dump --username=shop --dbname=billing > billing.sql
