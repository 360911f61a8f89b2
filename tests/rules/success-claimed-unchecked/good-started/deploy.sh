#!/bin/bash
set -euo pipefail
docker compose up -d
sleep 10
if ! curl -fsS http://localhost/; then
  echo "No answer" >&2
  exit 1
fi
echo "Deployment complete!"
