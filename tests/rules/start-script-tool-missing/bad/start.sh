#!/bin/sh
set -e
until pg_isready -h database; do
  sleep 1
done
exec node server.js
