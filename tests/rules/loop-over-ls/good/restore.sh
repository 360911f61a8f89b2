#!/bin/sh
for file in backups/*.sql; do
  psql -f "$file"
done
for name in $(docker ps -q); do docker stop "$name"; done
