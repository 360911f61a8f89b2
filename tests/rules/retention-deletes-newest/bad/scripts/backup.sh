#!/bin/sh
set -eu
pg_dump app > "/srv/backups/$(date +%F).sql"
find /srv/backups -name '*.sql' -mtime -14 -delete
