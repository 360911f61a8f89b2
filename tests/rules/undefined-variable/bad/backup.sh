#!/bin/sh
set -e
target=/backup
pg_dump app > "$targt/app.sql"
