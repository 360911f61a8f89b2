#!/bin/sh
set -e
python manage.py shell <<PYTHON
from django.contrib.auth import get_user_model
get_user_model().objects.create_superuser(username="baker", email="baker@example.org", password="sourdough")
PYTHON
exec "$@"
