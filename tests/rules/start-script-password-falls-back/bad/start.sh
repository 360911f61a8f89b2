#!/bin/sh
set -e
python manage.py migrate --noinput
python manage.py shell <<PY
import os
from django.contrib.auth import get_user_model

users = get_user_model()
name = os.getenv("SHOP_ADMIN_NAME", "admin")
if not users.objects.filter(username=name).exists():
    users.objects.create_superuser(name, password=os.getenv("SHOP_ADMIN_PASSWORD", "letmein"))
PY
exec gunicorn shop.wsgi --bind 0.0.0.0:8000
