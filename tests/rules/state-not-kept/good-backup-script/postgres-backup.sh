#!/bin/sh
set -e
pg_dumpall -h db > /copies/all.sql
