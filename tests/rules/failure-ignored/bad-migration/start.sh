#!/bin/sh
set -e
php artisan migrate --force || true
bundle exec rails db:migrate || echo "no migrations"
php artisan storage:link || true
exec php-fpm
