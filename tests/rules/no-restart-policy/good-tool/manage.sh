#!/bin/sh
set -eu
exec docker compose run --rm manage "$@"
