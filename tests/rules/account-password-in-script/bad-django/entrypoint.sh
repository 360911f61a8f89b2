#!/bin/sh
set -e
python manage.py migrate --noinput
echo "from django.contrib.auth import get_user_model; get_user_model().objects.create_superuser('baker', 'baker@example.org', 'sourdough')" | python manage.py shell
exec "$@"
