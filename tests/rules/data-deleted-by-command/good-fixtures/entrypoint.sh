#!/bin/sh
set -e
php bin/console doctrine:fixtures:load --append --group=countries --no-interaction
exec "$@"
