#!/bin/bash
# Makes the files of ./secrets that docker-compose.prod.yml names.
set -euo pipefail

folder=./secrets
mkdir -p "$folder"
chmod 700 "$folder"

random() {
    openssl rand -base64 "${1:-32}" | tr -d '\n'
}

put() {
    if [ -f "$folder/$1" ]; then
        echo "$1 is there already"
        return
    fi
    echo -n "$2" > "$folder/$1"
    chmod 600 "$folder/$1"
    echo "made $1"
}

database=$(random 32)
cache=$(random 32)

put postgres_password "$database"
put database_url "postgresql://medianest:${database}@postgres:5432/medianest?schema=public"
put redis_password "$cache"
put redis_url "redis://:${cache}@redis:6379"
put nextauth_secret "$(random 32)"
put jwt_secret "$(random 32)"
put encryption_key "$(random 32)"
put plex_client_id "YOUR_PLEX_CLIENT_ID"
put plex_client_secret "YOUR_PLEX_CLIENT_SECRET"

if [ ! -f "$folder/.gitignore" ]; then
    echo '*' > "$folder/.gitignore"
fi
