#!/bin/bash
cd "$(dirname "$0")/.."
if docker compose exec -T cache valkey-cli ping | grep -q PONG; then
  echo "the cache answers"
fi
