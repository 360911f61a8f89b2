#!/bin/bash
set -euo pipefail
docker compose exec -T db pg_dump -U app app | gzip > "/srv/copies/app-$(date +%F).sql.gz"
