#!/bin/sh
set -e
python manage.py migrate --noinput
DJANGO_SUPERUSER_PASSWORD=admin python manage.py createsuperuser --noinput --username baker --email baker@example.org
exec "$@"
