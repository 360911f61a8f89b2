#!/bin/bash
set -euo pipefail
# The container has the first; the script makes the second itself.
READER_PASSWORD="$(head -c 24 /dev/urandom | base64)"
psql --username "$POSTGRES_USER" <<-EOSQL
  CREATE USER forge WITH PASSWORD '${FORGE_DB_PASSWORD:-forge_default}';
  CREATE USER reader WITH PASSWORD '${READER_PASSWORD:-reader_default}';
EOSQL
