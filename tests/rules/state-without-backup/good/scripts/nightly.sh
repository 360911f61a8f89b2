#!/bin/sh
set -eu
docker compose exec -T db pg_dump -U postgres > dump.sql
