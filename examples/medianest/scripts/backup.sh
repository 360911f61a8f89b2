#!/bin/bash
# Saves database, cache and uploads, and removes old copies.
set -euo pipefail

base="${BACKUP_PATH:-/backups}"
stamp=$(date +%Y%m%d_%H%M%S)
target="$base/$stamp"
keep="${BACKUP_RETENTION_DAYS:-7}"
postgres="${POSTGRES_CONTAINER:-medianest-postgres}"
redis="${REDIS_CONTAINER:-medianest-redis}"
app="${APP_CONTAINER:-medianest-app}"

mkdir -p "$target"

running() {
    docker ps --format '{{.Names}}' | grep -q "^$1$"
}

if running "$postgres"; then
    docker exec "$postgres" pg_dump -U medianest -d medianest | gzip > "$target/postgres.sql.gz"
else
    echo "database container is not running" >&2
fi

if running "$redis"; then
    docker exec "$redis" redis-cli BGSAVE
    sleep 5
    docker cp "$redis:/data/dump.rdb" "$target/redis.rdb"
fi

if running "$app"; then
    docker cp "$app:/app/uploads" "$target/uploads" || true
fi

tar -czf "$target.tar.gz" -C "$base" "$stamp"
rm -rf "$target"

find "$base" -name '*.tar.gz' -mtime "+$keep" -delete
echo "Backup completed successfully"
