#!/bin/sh
docker exec -u root app apt-get update
docker compose exec --user=0:0 app chown -R app /data
docker exec -itu root app sh
