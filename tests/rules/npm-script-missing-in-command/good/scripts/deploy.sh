#!/bin/sh
set -eu
npm run test:unit
docker compose up -d --wait
