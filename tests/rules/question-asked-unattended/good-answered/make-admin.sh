#!/bin/bash
set -e
if [ -z "$ADMIN_NAME" ]; then
  read -p "Name of the administrator: " ADMIN_NAME
fi
docker compose exec -T web ./manage.py createsuperuser --username "$ADMIN_NAME" --noinput
