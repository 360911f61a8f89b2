#!/bin/bash
set -o errexit
gunzip app.sql.gz
psql -f app.sql
