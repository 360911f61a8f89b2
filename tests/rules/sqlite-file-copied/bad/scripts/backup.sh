#!/bin/sh
set -eu
mkdir -p /srv/copies
cp /srv/app/data/app.db "/srv/copies/app-$(date +%F).db"
