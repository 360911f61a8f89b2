#!/bin/sh
set -eu
pg_dump -h db -U app app > /copies/app.sql
