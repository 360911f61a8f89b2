#!/bin/bash
set -e
docker-compose -f docker-compose.test.yml up -d --wait
export DATABASE_URL=postgresql://test:test@localhost:5433/medianest_test
npx prisma migrate deploy --schema backend/prisma/schema.prisma
