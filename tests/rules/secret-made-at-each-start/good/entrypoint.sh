#!/bin/sh
set -e
if [ ! -f /data/secret ]; then
  SECRET_KEY=$(openssl rand -hex 32)
  printf '%s' "$SECRET_KEY" > /data/secret
fi
export JWT_SECRET="${JWT_SECRET:-$(openssl rand -hex 32)}"
export REQUEST_ID=$(uuidgen)
exec "$@"
