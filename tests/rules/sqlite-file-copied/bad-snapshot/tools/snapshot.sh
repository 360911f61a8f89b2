#!/bin/sh
set -eu
cp /var/lib/app/app.db /snapshots/app.db.new
mv /snapshots/app.db.new /snapshots/app.db
