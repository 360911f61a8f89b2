#!/bin/sh
set -eu
sed -i "s/YOUR_BOT_TOKEN/${BOT_TOKEN:?}/" alertmanager.yml
docker compose up -d
