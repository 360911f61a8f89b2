#!/bin/sh
set -eu
pg_dump app > app.sql
gzip app.sql
