#!/bin/sh
set -eu
dropdb app
createdb app
pg_restore -d app "$1"
