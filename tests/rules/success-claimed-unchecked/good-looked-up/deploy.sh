#!/bin/bash
set -euo pipefail
echo "Configuration:"
echo "  Docker Service: $([ $MODEL_ONLY -eq 0 ] && echo "✓ Deploy" || echo "✗ Skip")"
echo "  Model Setup:    $([ $DEPLOY_ONLY -eq 0 ] && echo "✓ Configure" || echo "✗ Skip")"
docker compose up -d --wait
