#!/bin/bash
set -euo pipefail
SECRETS=./secrets
mkdir -p "$SECRETS"

make_secret() {
    local file="$SECRETS/$1"
    openssl rand -hex 24 > "$file"
    chmod 640 "$file"
}

make_secret db_password
make_secret session_key
