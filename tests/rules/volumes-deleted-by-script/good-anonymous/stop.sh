#!/bin/sh
set -e
docker compose rm --stop --force --volumes
