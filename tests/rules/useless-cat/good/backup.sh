#!/bin/sh
psql -U app app < "$1"
cat a.sql b.sql | psql -U app app
cat *.sql | psql -U app app
cat -n log.txt | tail -n 3
