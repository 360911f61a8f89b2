#!/bin/bash
psql --username "$POSTGRES_USER" <<-EOSQL
  CREATE USER shop WITH PASSWORD '${SHOP_DB_PASSWORD:-shop_default}';
EOSQL
