#!/bin/sh
set -eu
psql -c "DROP DATABASE app"
psql -c "CREATE DATABASE app"
pg_restore -d app "$1"
