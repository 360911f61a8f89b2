#!/bin/bash
set -e
if [[ -n "$1" ]]; then
  pg_dump -h db -U shop "$1" > "/copies/$1.sql"
fi
