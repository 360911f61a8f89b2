#!/bin/bash
set -euo pipefail
if curl -fs http://localhost:8080/health > /dev/null; then
  echo "API healthy"
else
  echo "API down"; exit 1
fi
