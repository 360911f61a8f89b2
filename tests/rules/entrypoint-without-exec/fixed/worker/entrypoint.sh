#!/bin/sh
set -e
python manage.py migrate
exec gunicorn app.wsgi
