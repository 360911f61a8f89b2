#!/bin/sh
set -eu
docker compose exec -T store mongodump -u keeper --archive >/backup/store.archive
