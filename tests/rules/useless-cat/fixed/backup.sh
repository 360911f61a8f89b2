#!/bin/sh
psql -U app app < "$1"
cat names.txt | while read -r name; do pg_dump "$name"; done
