#!/bin/bash
error() {
  printf '%s\n' "$1" >&2
  exit 1
}
docker compose up -d
if curl -fsS http://localhost:8080/health; then
  echo "healthy"
else
  error "The service failed"
fi
