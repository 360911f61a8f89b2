#!/bin/sh
set -e
pg_restore -d bees "$1"
psql -c "select count(*) from hives" bees
