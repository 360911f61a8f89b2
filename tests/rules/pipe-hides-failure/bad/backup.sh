#!/bin/bash
set -e
docker compose exec -T db pg_dump -U app app | gzip > /backup/app.sql.gz
npm run build 2>&1 | tail -n 20
