#!/bin/sh
set -eu
tries=0
while ! curl -fs http://api:8080/ready; do
  tries=$((tries + 1))
  [ "$tries" -lt 60 ] || exit 1
  sleep 1
done
timeout 60 sh -c 'until docker compose exec -T db pg_isready; do sleep 1; done'
