#!/bin/bash
set -e
docker stop former-api 2>/dev/null || true
docker compose up -d
