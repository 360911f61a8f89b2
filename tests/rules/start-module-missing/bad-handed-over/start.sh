#!/bin/sh
set -e
./manage.py migrate
exec "$@"
