#!/bin/bash
set -e
if [ -f .env ]; then
  docker compose up -d
echo "done"
