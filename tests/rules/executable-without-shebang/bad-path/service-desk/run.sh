#!/bin/sh
set -eu
./service-desk/build.sh
docker compose up -d
