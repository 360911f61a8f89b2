#!/bin/sh
set -e
php artisan migrate --force
php artisan migrate:status || true
exec php-fpm
