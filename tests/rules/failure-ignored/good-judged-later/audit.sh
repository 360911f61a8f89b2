#!/bin/bash
docker compose build
FOUND=$(npm audit --json || true)
if echo "$FOUND" | grep -q critical; then exit 1; fi
