#!/bin/bash
set -euo pipefail
docker compose exec -T db pg_dump -t orders -U app app > /srv/copies/app.sql
docker compose run --rm db ls -t
