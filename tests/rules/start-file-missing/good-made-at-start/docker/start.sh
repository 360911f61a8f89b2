#!/bin/sh
set -e
php /srv/prepare --env=Production --overwrite=All
php /srv/shopctl migrate
exec php -S 0.0.0.0:8000 -t web
