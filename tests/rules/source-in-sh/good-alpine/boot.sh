#!/bin/sh
source venv/bin/activate
exec gunicorn app
