#!/bin/bash
set -euo pipefail
ssh "deploy@$1" bash -e << 'EOF'
  docker load < /tmp/shop.tar.gz
  docker compose -f /srv/shop/compose.yaml up -d
EOF
ssh "deploy@$1" << 'EOF'
  docker compose -f /srv/shop/compose.yaml pull
  docker image prune -f
EOF
