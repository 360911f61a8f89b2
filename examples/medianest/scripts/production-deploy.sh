#!/bin/bash
# Deploys the second production stack.
set -e
git pull
docker-compose -f docker-compose.production.yml build --no-cache
docker-compose -f docker-compose.production.yml down
docker-compose -f docker-compose.production.yml up -d
docker exec medianest_app_prod npm run db:migrate
curl -s http://localhost:3000/health || echo "not up yet"
echo "✅ Production is live"
