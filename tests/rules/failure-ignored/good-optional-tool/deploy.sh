#!/bin/bash
command -v golicense >/dev/null || go install example.com/golicense@latest || true
golicense ./...
docker pull debian:13 || echo "could not fill the cache"
docker compose up -d --build
