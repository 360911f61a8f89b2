#!/bin/sh
set -eu
docker compose exec -T store mongodump -u root --archive >/backup/store.archive
