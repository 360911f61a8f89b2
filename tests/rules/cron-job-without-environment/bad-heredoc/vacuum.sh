#!/bin/sh
set -eu
psql "$DATABASE_URL" -c 'VACUUM ANALYZE'
