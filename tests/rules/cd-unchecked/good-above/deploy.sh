#!/bin/bash
mkdir -p /srv/stage
cd /srv/stage
touch here
cd ../..
rm -rf stage-old
cd "$(dirname "$0")"
docker compose up -d
