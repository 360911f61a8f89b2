#!/bin/bash
set -e
createdb "$VERIFY_DB"
gunzip -c latest.sql.gz | psql -v ON_ERROR_STOP=1 "$VERIFY_DB"
dropdb --if-exists "$VERIFY_DB"
psql -c "DROP DATABASE IF EXISTS $STAGING_DB_NAME;"
