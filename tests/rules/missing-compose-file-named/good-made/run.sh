#!/bin/sh
set -e
docker compose -f make/compose-e2e.yml up -d
