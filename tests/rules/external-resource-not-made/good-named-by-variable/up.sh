#!/bin/sh
set -eu
: "${CODE_VOLUME:?name the volume}"
docker compose up -d
