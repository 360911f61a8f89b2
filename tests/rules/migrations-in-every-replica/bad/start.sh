#!/bin/sh
set -eu
python manage.py migrate
exec gunicorn shop.wsgi
