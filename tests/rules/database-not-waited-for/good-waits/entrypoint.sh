#!/bin/sh
set -e
while ! nc -z db 5432; do
  echo "no database yet"
done
exec "$@"
