#!/bin/sh -e
pg_dump app > app.sql
gzip app.sql
