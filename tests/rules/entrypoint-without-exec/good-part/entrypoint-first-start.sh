#!/bin/sh
# Called by the entrypoint when the database is empty.
python3 manage.py loaddata basics
python3 manage.py createcachetable
