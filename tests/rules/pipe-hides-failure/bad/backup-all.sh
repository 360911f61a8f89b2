#!/bin/sh
set -eu
pg_dumpall | gzip > /backup/all.sql.gz
