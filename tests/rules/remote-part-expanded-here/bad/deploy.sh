#!/bin/bash
set -e
HOST=shop.example.org
TAG=$1
ssh "deploy@$HOST" "docker pull registry.example.org/shop:$TAG && docker stop $(docker ps -q --filter name=shop)"

ssh "deploy@$HOST" <<EOF
  cd /srv/shop
  OLD=\$(docker images -q shop)
  docker compose up -d
  docker rmi $OLD
EOF

ssh "deploy@$HOST" <<EOF
  docker compose -f /srv/shop/compose.yaml up -d
  if [ $? -ne 0 ]; then
    echo "it failed"
  fi
EOF
