#!/bin/sh
set -e
if [ "$1" = "worker" ]; then
    celery -A shelf worker
else
    gunicorn shelf.wsgi:application --bind 0.0.0.0:8000
fi
