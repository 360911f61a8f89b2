#!/bin/bash
# Brings a copy of the database back.
set -e

archive=$1
read -r -p "This overwrites the database. Continue? (yes/no) " answer
if [ "$answer" != "yes" ]; then
    exit 0
fi

work=$(mktemp -d)
tar -xzf "$archive" -C "$work"
docker-compose stop medianest-app
gunzip -c "$work"/*/postgres.sql.gz | docker exec -i medianest-postgres psql -U medianest -d medianest
docker-compose start medianest-app
rm -rf "$work"
echo "Restored"
