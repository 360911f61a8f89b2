#!/bin/bash
set -e
docker compose exec -T web alembic upgrade head
docker compose exec -T db psql -U shop -c "\\dt" | grep orders || echo "No table of that name"
echo "Migration complete"
