#!/bin/sh
set -eu
docker compose -f compose.prod.yaml exec -T db pg_dump -U app app > /srv/copies/app.sql
