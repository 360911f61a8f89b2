#!/bin/sh
set -e
echo "up"
exec gunicorn orchard.wsgi
