#!/bin/bash
set -euo pipefail
ssh "deploy@$1" << 'EOF'
  if [ ! -d /srv/shop ]; then
    mkdir -p /srv/shop
  fi
  docker load < /tmp/shop.tar.gz
  docker compose -f /srv/shop/compose.yaml up -d
EOF
