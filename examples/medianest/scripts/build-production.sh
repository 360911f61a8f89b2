#!/bin/bash
# Builds the images of both parts.
set -e
docker build -f backend/Dockerfile.prod -t medianest/backend:latest .
docker build -f frontend/Dockerfile.prod -t medianest/frontend:latest ./frontend
docker build --target backend-production --build-arg BUILD_DATE="$(date -u +%FT%TZ)" -t medianest:latest .
docker push medianest/backend:latest
