#!/bin/sh
docker exec -u app app ls
docker compose exec app psql -u root
docker run --user root tool
docker exec -e u=root app psql -u root
