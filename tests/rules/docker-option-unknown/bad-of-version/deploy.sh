#!/bin/sh
set -e
docker compose --version --shortest
docker compose up -d
