#!/bin/bash
set -euo pipefail
for container in shop-db blog-db; do
  if docker ps --format '{{.Names}}' | grep -q "^$container$"; then
    docker exec "$container" pg_dumpall -U postgres > "/srv/backups/$container.sql"
  else
    echo "SKIP: $container is not running"
  fi
done
