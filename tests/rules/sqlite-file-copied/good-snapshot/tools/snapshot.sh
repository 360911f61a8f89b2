#!/bin/sh
set -eu
sqlite3 /var/lib/app/app.db ".backup '/snapshots/app.db.new'"
cp /snapshots/app.db.new /snapshots/app.db
