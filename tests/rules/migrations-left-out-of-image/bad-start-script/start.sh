#!/bin/sh
set -e
flask db upgrade
exec gunicorn wall:app --bind 0.0.0.0:8000
