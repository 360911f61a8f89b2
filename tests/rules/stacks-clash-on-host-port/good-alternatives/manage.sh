#!/bin/sh
extra=""
if [ "$1" = dev ]; then
  extra="-f compose.yaml -f compose.dev.yaml"
fi
compose="docker compose $extra"
$compose up --detach
$compose --file renew.yaml up
