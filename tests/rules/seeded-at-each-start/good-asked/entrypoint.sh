#!/bin/sh
set -e
php artisan migrate --force
if [ ! -f storage/seeded ]; then
  php artisan db:seed --force
  touch storage/seeded
fi
exec "$@"
