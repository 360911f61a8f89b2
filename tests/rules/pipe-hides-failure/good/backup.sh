#!/bin/bash
set -euo pipefail
docker compose exec -T db pg_dump -U app app | gzip > /backup/app.sql.gz
