#!/bin/bash
set -euo pipefail

new_secret() {
    openssl rand -base64 "${1:-32}" | tr -d '=+/\n'
}

DB_PASSWORD=$(new_secret 32)
echo -n "postgresql://shop:${DB_PASSWORD}@db:5432/shop" > secrets/database_url
