#!/bin/bash
set -euo pipefail
psql --username "$POSTGRES_USER" <<-EOSQL
  CREATE USER forge WITH PASSWORD '${FORGE_DB_PASSWORD:-forge_default}';
  CREATE DATABASE forge OWNER forge;
EOSQL
