#!/bin/sh
set -eu
docker compose cp cart:/data/dump.rdb /srv/copies/cart.rdb
docker compose exec -T books pg_dump -U postgres -f /var/lib/copies/books.sql books
docker compose cp books:/var/lib/copies/books.sql /srv/copies/books.sql
docker compose cp cart:/etc/redis.conf /srv/copies/
