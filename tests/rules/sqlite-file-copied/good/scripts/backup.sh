#!/bin/sh
set -eu
mkdir -p /srv/copies
sqlite3 /srv/app/data/app.db ".backup /tmp/copy.db"
cp /tmp/copy.db "/srv/copies/app-$(date +%F).db"
