#!/bin/sh
set -eu
cp "/srv/copies/$1.db" /srv/app/data/app.db
