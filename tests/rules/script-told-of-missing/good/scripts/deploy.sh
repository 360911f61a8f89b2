#!/bin/bash
set -euo pipefail
echo "Get the engine with: curl -fsSL https://get.docker.com/install.sh | sh"
echo "Usage: $0 or $PWD/any.sh or /usr/local/bin/elsewhere.sh or <name>.sh"
echo "Logs: scripts/../scripts/logs.sh"
echo "  bash scripts/setup.sh"
echo "Then run ./made.sh"
docker compose up -d
