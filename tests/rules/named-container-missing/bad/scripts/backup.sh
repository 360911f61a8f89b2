#!/bin/sh
set -eu
docker exec -i web tar -cf - /usr/share/nginx/html > /srv/copies/pages.tar
docker exec db pg_dump -U app app > /srv/copies/app.sql
docker cp shop-app:/srv/uploads /srv/copies/uploads
