#!/bin/bash
set -e
export $(grep -v '^#' .env | xargs)
rm -rf $TARGET/old
docker build -t "$IMAGE" .
run() { docker compose run app "$@"; }
run "$1"
cp $(cat manifest.txt) /srv
