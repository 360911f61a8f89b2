#!/bin/bash
set -euo pipefail
docker compose ps
curl -fs http://localhost:3000/api/health
ready=$(curl -fs "http://localhost:3100/ready" || echo no)
echo "$ready"
pg_dump -h localhost -p 5432 -U shop shop > shop.sql
