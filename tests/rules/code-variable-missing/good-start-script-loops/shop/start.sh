#!/bin/sh
set -e
for name in session_key; do
  variable=$(echo "$name" | tr a-z A-Z)
  export "$variable=$(cat "/run/secrets/$name")"
done
exec node src/server.js
