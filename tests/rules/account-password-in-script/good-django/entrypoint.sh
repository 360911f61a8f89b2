#!/bin/sh
set -e
python manage.py migrate --noinput
DJANGO_SUPERUSER_PASSWORD="$FIRST_PASSWORD" python manage.py createsuperuser --noinput --username baker --email baker@example.org
echo "from django.contrib.auth import get_user_model; get_user_model().objects.create_superuser('baker', 'baker@example.org', '$FIRST_PASSWORD')" | python manage.py shell
exec "$@"
