#!/bin/sh
set -eu
docker compose up -d --wait
