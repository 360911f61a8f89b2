#!/bin/bash
set -e
DATABASES=(shop stock)
for name in "${DATABASES[@]}"; do
  pg_dump -h db -U shop "$name" > "/copies/$name.sql"
done
