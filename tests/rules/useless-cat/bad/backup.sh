#!/bin/sh
cat "$1" | psql -U app app
cat names.txt | while read -r name; do pg_dump "$name"; done
