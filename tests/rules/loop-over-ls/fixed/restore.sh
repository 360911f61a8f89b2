#!/bin/sh
for file in backups/*.sql; do
  psql -f "$file"
done
for name in `ls -t backups`; do echo "$name"; done
