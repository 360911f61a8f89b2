#!/bin/sh
set -eu
pg_dump app > "/srv/backups/$(date +%F).sql"
find /srv/backups -name '*.sql' -mtime +14 -delete
find /srv/backups -name '*.sql' -mtime -1 -print
find /tmp/cache -mmin -5 -delete
