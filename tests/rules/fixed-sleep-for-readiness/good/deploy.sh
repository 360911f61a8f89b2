#!/bin/bash
set -e
docker compose up -d --wait
docker compose up -d web
sleep 2
until curl -fs http://localhost/health; do sleep 1; done
