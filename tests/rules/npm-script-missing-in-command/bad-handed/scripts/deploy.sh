#!/bin/sh
set -e
docker compose run --rm app npm run migrate:production
