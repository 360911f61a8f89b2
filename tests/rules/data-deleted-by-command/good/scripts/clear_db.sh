#!/bin/sh
set -eu
psql -c "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
