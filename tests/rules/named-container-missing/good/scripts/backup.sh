#!/bin/sh
set -eu
docker exec -it shop-web nginx -t
docker exec shop-db-1 pg_dump -U app app > /srv/copies/app.sql
docker run -d --name scratch alpine:3.22 sleep 60
docker stop -t 5 scratch
docker exec "$CONTAINER" true
