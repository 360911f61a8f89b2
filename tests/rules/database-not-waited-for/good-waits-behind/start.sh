#!/bin/sh
set -e
until python -c 'import socket; socket.create_connection(("db", 5432))'; do
  echo "no database yet"
done
exec python app.py
