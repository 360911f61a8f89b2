#!/bin/bash
set -euo pipefail
if curl -s http://localhost:8080/health > /dev/null; then
  echo "API healthy"
else
  echo "API down"; exit 1
fi
