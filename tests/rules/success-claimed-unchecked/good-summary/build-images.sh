#!/bin/bash
set -euo pipefail
docker buildx build --tag shop:1.0 --tag shop:latest --push .
echo
echo "✅ Built and pushed shop:1.0"
echo "✅ Built and pushed shop:latest"
