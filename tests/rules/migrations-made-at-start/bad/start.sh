#!/bin/sh
set -e
python manage.py makemigrations --noinput
python manage.py migrate --noinput
exec gunicorn shop.wsgi --bind 0.0.0.0:8000
