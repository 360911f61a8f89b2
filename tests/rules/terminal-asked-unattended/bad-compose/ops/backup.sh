#!/bin/bash
set -euo pipefail
docker compose -f compose.yaml exec -it db pg_dump -U app app > /srv/copies/app.sql
docker-compose exec --tty db psql -U app -c 'VACUUM'
