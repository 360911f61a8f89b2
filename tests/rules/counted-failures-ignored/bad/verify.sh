#!/bin/sh
docker compose ps >/dev/null || FAILED=true
for service in web db; do
  docker compose exec -T "$service" true || FAILED=true
done
echo "verified"
