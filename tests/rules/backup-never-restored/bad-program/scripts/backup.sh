#!/bin/sh
set -eu
docker compose exec -T db pg_dump -U app app > "/srv/copies/$(date +%F).sql"
