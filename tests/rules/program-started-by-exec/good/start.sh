#!/bin/sh
set -eu
docker compose up --detach
docker compose exec web python manage.py migrate
docker exec -d shop-web-1 celery -A shop purge --force
docker exec -it shop-web-1 celery -A shop inspect active
