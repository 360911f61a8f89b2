#!/bin/sh
set -eu
psql -h db -U postgres shop -At -c 'select json_agg(id) from orders' | jq length
