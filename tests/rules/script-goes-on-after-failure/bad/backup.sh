#!/bin/sh
pg_dump app > app.sql
gzip app.sql
