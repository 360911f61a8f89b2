#!/bin/sh
set -e
until nc -z database 5432; do
  sleep 1
done
exec node server.js
