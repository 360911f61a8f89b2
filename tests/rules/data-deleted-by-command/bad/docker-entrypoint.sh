#!/bin/sh
set -eu
php artisan migrate:fresh --force
exec php-fpm
