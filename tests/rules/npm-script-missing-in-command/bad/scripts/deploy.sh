#!/bin/sh
set -eu
npm run test:units
docker compose up -d --wait
