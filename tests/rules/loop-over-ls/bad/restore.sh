#!/bin/sh
for file in $(ls backups/*.sql); do
  psql -f "$file"
done
for name in `ls -t backups`; do echo "$name"; done
