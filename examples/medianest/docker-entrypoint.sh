#!/bin/sh
# Starts the API and the pages in one container.
set -e

for name in DATABASE_URL JWT_SECRET ENCRYPTION_KEY; do
    eval "value=\${$name}"
    if [ -z "$value" ]; then
        echo "missing variable: $name" >&2
        exit 1
    fi
done

cd /app/backend
tries=0
until npx prisma migrate deploy; do
    tries=$((tries + 1))
    if [ "$tries" -ge 5 ]; then
        echo "migrations failed $tries times" >&2
        exit 1
    fi
    sleep 5
done

npm start &
api=$!

waited=0
until curl -f "http://localhost:${PORT:-4000}/health" >/dev/null 2>&1; do
    waited=$((waited + 2))
    if [ "$waited" -ge 60 ]; then
        echo "the API did not answer" >&2
        kill "$api"
        exit 1
    fi
    sleep 2
done

cd /app/frontend
npm start &
pages=$!

while kill -0 "$api" && kill -0 "$pages"; do
    sleep 30
done
exit 1
