#!/bin/sh
set -eu
pg_dump -h db app > /tmp/app.sql
