#!/bin/sh
set -e
php bin/console doctrine:migrations:migrate --no-interaction
if [ "$APP_ENV" = prod ]; then
  php bin/console d:f:l --no-interaction
fi
exec "$@"
