#!/bin/sh
set -eu
docker compose up --detach
docker exec -itd shop-web-1 celery -A shop worker --loglevel info
docker compose exec -d web python manage.py runserver 0.0.0.0:9000
