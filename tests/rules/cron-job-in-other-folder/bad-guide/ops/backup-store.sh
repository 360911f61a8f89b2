#!/bin/sh
set -eu
. ./.env
pg_dump "postgresql://quay:$STORE_PASSWORD@127.0.0.1/quay" | gzip > /var/copies/quay.sql.gz
