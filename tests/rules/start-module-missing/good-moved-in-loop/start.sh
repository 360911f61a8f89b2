#!/bin/sh
until cd /srv/pages
do
  sleep 1
done
gunicorn shop.wsgi --bind 0.0.0.0:8000
