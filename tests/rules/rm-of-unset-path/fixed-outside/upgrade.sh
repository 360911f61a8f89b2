#!/bin/bash
set -e
export OLD="$PGDATA"
rm -rf "${OLD:?}"/*
docker compose up -d
