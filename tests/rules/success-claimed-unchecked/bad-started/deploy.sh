#!/bin/bash
set -euo pipefail
deploy() {
  docker compose up -d
  sleep 10
  docker compose ps
  echo "Deployment complete!"
}
deploy
