#!/bin/sh
set -e
mkdir -p /var/www/html/pictures
exec docker-php-entrypoint "$@"
