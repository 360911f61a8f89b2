#!/bin/sh
set -e
if [[ $1 == prod ]]; then
  echo -e "production"
fi
if [ "$1" = test ]; then exit 0; fi
docker compose up -d >up.log 2>&1
hosts=(a b)
