#!/bin/sh
set -e
docker compose exec -T db psql -U quay < sql/seeds.sql
