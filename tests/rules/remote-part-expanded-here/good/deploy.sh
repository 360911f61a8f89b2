#!/bin/bash
set -e
HOST=shop.example.org
TAG=$(git rev-parse --short HEAD)
ssh "deploy@$HOST" "docker pull registry.example.org/shop:$TAG && docker stop \$(docker ps -q --filter name=shop)"
ssh "deploy@$HOST" 'docker stop $(docker ps -q --filter name=shop)'

ssh "deploy@$HOST" <<'EOF'
  OLD=$(docker images -q shop)
  docker compose up -d
  docker rmi $OLD
  echo $?
EOF

ssh "deploy@$HOST" <<EOF
  export TAG=$TAG
  docker compose -f /srv/shop/compose.yaml up -d
  echo "deployed $TAG on $(date)"
EOF

# Asked of the other machine first, then sent back to it.
OLD=$(ssh "deploy@$HOST" "docker images -q shop")
ssh "deploy@$HOST" "docker rmi $OLD"
