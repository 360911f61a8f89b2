#!/bin/bash
set -e
docker compose pull || true
docker compose up -d --build
