#!/bin/bash
set -e
npm run lint || true
docker compose build || echo "build failed"
trivy image app:1 || :
pg_dump app > app.sql || true
