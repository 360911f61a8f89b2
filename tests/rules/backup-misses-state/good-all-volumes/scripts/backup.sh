#!/bin/sh
set -eu
docker volume ls --format '{{.Name}}' | while read -r volume; do
  docker run --rm -v "$volume:/from:ro" -v /srv/backup:/to alpine:3.22 tar -czf "/to/$volume.tar.gz" -C /from .
done
docker exec accounts pg_dump -U app app > /srv/backup/accounts.sql
