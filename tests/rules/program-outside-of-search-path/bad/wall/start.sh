#!/bin/sh
set -e
exec gunicorn wall:app --bind 0.0.0.0:8000
